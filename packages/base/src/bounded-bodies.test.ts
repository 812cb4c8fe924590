import { expect, test } from 'vitest'
import { type BodyRefusal, boundedBodies } from './bounded-bodies.ts'

const LIMITS = { each: 10, together: 25, time: 60_000 }

async function* sent(...parts: (string | Promise<string>)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(await part)
}
const seen = async (bytes: Buffer | BodyRefusal) => (typeof bytes === 'string' ? { refused: bytes } : String(bytes))
async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('a')
  throw new Error('aborted')
}
const never = new Promise<never>(() => {})

test.each([
  ['comes in parts', sent('ab', 'cd'), 0, 'abcd'],
  ['is empty', sent(), 0, ''],
  ['is as large as one may be', sent('0123456789'), 10, '0123456789'],
  ['is announced as larger', sent('a'), 11, { refused: 'too large' }],
  ['turns out to be larger', sent('012345', '67890'), 0, { refused: 'too large' }],
  ['is larger than it was announced as', sent('012345', '67890'), 6, { refused: 'too large' }],
  ['breaks off', broken(), 0, { refused: 'cut off' }],
])('a body that %s', async (_, body, announced, expected) => {
  expect(await boundedBodies(LIMITS).read(body, announced, seen)).toEqual(expected)
})

test('a body that stops coming is given up', async () => {
  const bodies = boundedBodies({ ...LIMITS, time: 10 })

  expect(await bodies.read(sent('a', never), 0, seen)).toEqual({ refused: 'too slow' })
})

test('any number of bodies may be on their way, as long as they hold little', async () => {
  const bodies = boundedBodies(LIMITS)
  const gates = Array.from({ length: 20 }, () => Promise.withResolvers<string>())
  const slow = gates.map(({ promise }) => bodies.read(sent('a', promise), 0, seen))

  expect(await bodies.read(sent('fresh'), 0, seen)).toBe('fresh')

  for (const { resolve } of gates) resolve('')
  expect(await Promise.all(slow)).toEqual(Array(20).fill('a'))
})

test('bodies that hold too much together are refused until others are done', async () => {
  const bodies = boundedBodies(LIMITS)
  const work = Promise.withResolvers<void>()
  const busy = ['0123456789', 'abcdefghij'].map((text) => bodies.read(sent(text), 0, () => work.promise))

  expect(await bodies.read(sent('0123456789'), 0, seen)).toEqual({ refused: 'too many' })
  expect(await bodies.read(sent('small'), 0, seen)).toBe('small')
  work.resolve()
  await Promise.all(busy)
  expect(await bodies.read(sent('0123456789'), 0, seen)).toBe('0123456789')
})

test('what is done with a body may fail, and lets go of it', async () => {
  const bodies = boundedBodies(LIMITS)
  const failing = async () => {
    throw new Error('no')
  }

  for (let n = 0; n < 5; n += 1) await expect(bodies.read(sent('0123456789'), 0, failing)).rejects.toThrow('no')

  expect(await bodies.read(sent('0123456789'), 0, seen)).toBe('0123456789')
})
