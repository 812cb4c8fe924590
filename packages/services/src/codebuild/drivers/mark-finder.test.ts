import { expect, test } from 'vitest'
import { MarkFinder, markOf } from './mark-finder.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'

test('marks are taken out wherever the output is cut into pieces', async () => {
  const whole = Buffer.from(`one\n\u001etwo${markOf(TOKEN, 'BUILD-0-1')}three${markOf(TOKEN, 'BUILD-0-2')}four\u001e`)
  for (let size = 1; size <= whole.length; size++) {
    const finder = new MarkFinder(TOKEN)
    let output = ''
    const second = finder.expect('BUILD-0-2')

    for (let at = 0; at < whole.length; at += size) {
      const wait = finder.without(whole.subarray(at, at + size), (bytes) => {
        output += bytes.toString('utf8')
      })
      expect(wait).toBeUndefined()
    }

    await Promise.all([second, finder.expect('BUILD-0-1')])
    finder.without(Buffer.from('!'), (bytes) => {
      output += bytes.toString('utf8')
    })
    expect(output).toBe('one\n\u001etwothreefour\u001e!')
  }
})

test('a mark counts as found once what came before it was taken', async () => {
  const finder = new MarkFinder(TOKEN)
  const taken = Promise.withResolvers<void>()
  const events: string[] = []
  const found = finder.expect('a').then(() => events.push('found'))

  const wait = finder.without(Buffer.from(`text${markOf(TOKEN, 'a')}`), () => taken.promise)
  events.push('waiting')
  taken.resolve()

  await wait
  await found
  expect(events).toEqual(['waiting', 'found'])
})
