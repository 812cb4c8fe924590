import { expect, test } from 'vitest'
import { isPageToken, page } from './paging.ts'

const letters = ['a', 'b', 'c', 'd', 'e']
const self = (text: string) => text

test('pages follow one another until the list ends, and the last carries no token', () => {
  const first = page(letters, self, 2)
  const second = page(letters, self, 2, first.nextToken)
  const third = page(letters, self, 2, second.nextToken)

  expect([first.items, second.items, third.items]).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  expect(third.nextToken).toBeUndefined()
})

test('a list that ends with its page carries no token', () => {
  expect(page(letters, self, 5)).toEqual({ items: letters })
})

test('rows removed between two calls neither hide nor repeat others', () => {
  const first = page(letters, self, 2)

  const rest = page(['a', 'd', 'e'], self, 5, first.nextToken)

  expect(rest.items).toEqual(['d', 'e'])
})

test.each(['', 'x', 'tp1.!', 'dHAx'])('a token never given out is recognised: %j', (token) => {
  expect(isPageToken(token)).toBe(false)
})
