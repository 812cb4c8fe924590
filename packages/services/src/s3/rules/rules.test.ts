import { expect, test } from 'vitest'
import { judgeRead, judgeWrite } from './conditions.ts'
import { parseCopySource } from './copy-source.ts'
import { speaksOfBucket } from './policy-resources.ts'
import { copyRange, resolveRange } from './range.ts'
import { decodeToken, encodeToken } from './token.ts'
import { urlEncoded } from './url-encoding.ts'

test.each([
  ['bytes=0-0', 10, { start: 0, end: 0 }],
  ['bytes=9-', 10, { start: 9, end: 9 }],
  ['bytes=-1', 10, { start: 9, end: 9 }],
  ['bytes=0-99', 10, { start: 0, end: 9 }],
  ['bytes=10-', 10, 'unsatisfiable'],
  ['bytes=0-', 0, 'unsatisfiable'],
  ['bytes=-5', 0, 'unsatisfiable'],
  ['bytes=3-1', 10, undefined],
  ['bytes=-', 10, undefined],
  ['bytes=a-b', 10, undefined],
  ['bytes=0-1,2-3', 10, undefined],
  [undefined, 10, undefined],
] as const)('Range %s of %i bytes', (header, size, expected) => {
  expect(resolveRange(header, size)).toEqual(expected)
})

test.each([
  ['bytes=0-9', { start: 0, end: 9 }],
  ['bytes=0-10', 'unsatisfiable'],
  ['bytes=5-1', 'malformed'],
  ['bytes=0-', 'malformed'],
  ['0-9', 'malformed'],
] as const)('range of a part copy: %s', (header, expected) => {
  expect(copyRange(header, 10)).toEqual(expected)
})

const current = { etag: 'abc', modifiedAt: 5_500 }

test.each([
  [{}, 'go'],
  [{ ifMatch: '"abc"' }, 'go'],
  [{ ifMatch: 'abc' }, 'go'],
  [{ ifMatch: '"x", "abc"' }, 'go'],
  [{ ifMatch: '"x"' }, 'failed'],
  [{ ifMatch: '"abc"', ifUnmodifiedSince: 0 }, 'go'],
  [{ ifUnmodifiedSince: 4_000 }, 'failed'],
  // 5.5 seconds is second 5 to an HTTP date.
  [{ ifUnmodifiedSince: 5_000 }, 'go'],
  [{ ifModifiedSince: 5_000 }, 'not-modified'],
  [{ ifModifiedSince: 4_000 }, 'go'],
  [{ ifNoneMatch: '"abc"' }, 'not-modified'],
  [{ ifNoneMatch: '"x"', ifModifiedSince: 9_000 }, 'go'],
  [{ ifNoneMatch: '"abc"', ifMatch: '"abc"' }, 'not-modified'],
] as const)('a read with %j: %s', (conditions, outcome) => {
  expect(judgeRead(current, conditions).outcome).toBe(outcome)
})

test.each([
  [current, {}, 'go'],
  [current, { ifNoneMatch: '*' }, 'failed'],
  [undefined, { ifNoneMatch: '*' }, 'go'],
  [current, { ifMatch: '"abc"' }, 'go'],
  [current, { ifMatch: '"x"' }, 'failed'],
  [undefined, { ifMatch: '"abc"' }, 'missing'],
] as const)('a write over %j with %j: %s', (existing, conditions, outcome) => {
  expect(judgeWrite(existing, conditions).outcome).toBe(outcome)
})

test.each([
  ['bucket/key', { bucket: 'bucket', key: 'key' }],
  ['/bucket/a%2Fb%20c', { bucket: 'bucket', key: 'a/b c' }],
  ['bucket%2Fkey', { bucket: 'bucket', key: 'key' }],
  ['bucket/key?versionId=v1', { bucket: 'bucket', key: 'key', versionId: 'v1' }],
  ['bucket/what%3FversionId=v1', { bucket: 'bucket', key: 'what?versionId=v1' }],
  ['bucket/..%2Fkey', { bucket: 'bucket', key: '../key' }],
  ['bucket', undefined],
  ['bucket/', undefined],
  ['/', undefined],
  ['bucket/%zz', undefined],
  ['bucket/key?versionId=', undefined],
])('copy source %s', (header, expected) => {
  expect(parseCopySource(header)).toEqual(expected)
})

test('keys are encoded for XML but keep their slashes', () => {
  expect(urlEncoded("a/b c+d~(é)'&<\u0001")).toBe('a/b%20c%2Bd%7E%28%C3%A9%29%27%26%3C%01')
})

test.each(['', '1', 'x', '1!!', '2YQ'])('%j is no token of ours', (token) => {
  expect(decodeToken(token)).toBe(token === '1' ? '' : undefined)
})

test('a token gives back what it was made of', () => {
  expect(decodeToken(encodeToken('a/ü/😀'))).toBe('a/ü/😀')
})

test.each([
  [{ Resource: 'arn:aws:s3:::mine' }, true],
  [{ Resource: ['arn:aws:s3:::mine', 'arn:aws:s3:::mine/*'] }, true],
  [{ Resource: 'arn:aws:s3:::mine-too/*' }, false],
  [{ Resource: ['arn:aws:s3:::mine/a', 'arn:aws:s3:::other/a'] }, false],
  [{ NotResource: 'arn:aws:s3:::other' }, false],
  [{ Resource: '*' }, false],
])('a policy with %j speaks of its bucket alone: %s', (statement, expected) => {
  expect(speaksOfBucket(JSON.stringify({ Statement: statement }), 'arn:aws:s3:::mine')).toBe(expected)
  expect(speaksOfBucket(JSON.stringify({ Statement: [statement] }), 'arn:aws:s3:::mine')).toBe(expected)
})
