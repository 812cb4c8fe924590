import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sealingKey } from './sealing.ts'

const key = sealingKey(randomBytes(32))

test('what was sealed opens again, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(key.open(key.seal(text, 'test'), 'test')).toBe(text)
    }),
  )
})

test('the same secret never looks the same twice, and never shows', () => {
  const first = key.seal('correct horse', 'test')
  const second = key.seal('correct horse', 'test')

  expect(first).not.toBe(second)
  expect(Buffer.from(first, 'base64url').includes('correct horse')).toBe(false)
})

test('what was sealed for one purpose does not open for another', () => {
  expect(key.open(key.seal('secret', 'access-key'), 'session-token')).toBeUndefined()
})

test('what another key sealed does not open', () => {
  expect(sealingKey(randomBytes(32)).open(key.seal('secret', 'test'), 'test')).toBeUndefined()
})

test('a change of any bit is noticed', () => {
  const sealed = Buffer.from(key.seal('secret', 'test'), 'base64url')

  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(key.open(changed.toString('base64url'), 'test')).toBeUndefined()
  }
})

test.each(['', 'A', 'not sealed at all', `${key.seal('secret', 'test')}=`, ` ${key.seal('secret', 'test')}`])(
  '%j does not open',
  (sealed) => {
    expect(key.open(sealed, 'test')).toBeUndefined()
  },
)

test('a key that is too short is refused with what to do about it', () => {
  expect(() => sealingKey(new Uint8Array(31))).toThrow('31 bytes long; give it 32 random bytes')
})
