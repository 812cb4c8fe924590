import { expect, test } from 'vitest'
import { hashPassword, passwordMatches } from './password.ts'

test('a hash matches its password and no other, and is never the same twice', async () => {
  const [first, second] = await Promise.all([hashPassword('pässword'), hashPassword('pässword')])

  expect(first).not.toBe(second)
  expect(await passwordMatches('pässword', first)).toBe(true)
  expect(await passwordMatches('pässwor', first)).toBe(false)
})

test('the same characters composed in another way are the same password', async () => {
  expect(await passwordMatches('pa\u0308ssword', await hashPassword('p\u00e4ssword'))).toBe(true)
})

test('what is no hash matches nothing', async () => {
  expect(await passwordMatches('', 'plain$text')).toBe(false)
})
