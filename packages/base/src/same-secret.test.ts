import { expect, test } from 'vitest'
import { sameSecret } from './same-secret.ts'

test.each([
  ['token', 'token', true],
  ['tökén', 'tökén', true],
  ['token', 'Token', false],
  ['token', 'tokens', false],
  ['é', 'ab', false],
  ['', 'token', false],
  ['', '', false],
])('%j and %j are the same secret: %j', (one, other, expected) => {
  expect(sameSecret(one, other)).toBe(expected)
})
