import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('what is asked for again and again while it waits is done once, and once more when it had begun', async () => {
  const turns = new Turns<string>()
  const done: string[] = []
  const held = Promise.withResolvers<void>()
  const ask = (kind: string, until?: Promise<void>) =>
    turns.ask(kind, async () => {
      done.push(`${kind} begins`)
      await until
      done.push(`${kind} ends`)
    })

  ask('all', held.promise)
  await Promise.resolve()
  for (let times = 0; times < 1000; times++) {
    ask('new')
    ask('all')
  }
  held.resolve()
  await turns.idle()

  expect(done).toEqual(['all begins', 'all ends', 'new begins', 'new ends', 'all begins', 'all ends'])
})
