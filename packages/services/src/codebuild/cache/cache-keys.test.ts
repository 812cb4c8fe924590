import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cacheObject, cachePlace, chooseCache, hashOfFiles } from './cache-keys.ts'

const place = { bucket: 'bucket', prefix: 'p/web/' }

test.each([
  [
    { type: 'S3', location: 'bucket/some/prefix' },
    { bucket: 'bucket', prefix: 'some/prefix/web/' },
  ],
  [
    { type: 'S3', location: 'bucket', cacheNamespace: 'shared' },
    { bucket: 'bucket', prefix: 'shared/' },
  ],
  [
    { type: 'S3', location: 'arn:aws:s3:::bucket/p' },
    { bucket: 'bucket', prefix: 'p/web/' },
  ],
  [{ type: 'NO_CACHE' }, undefined],
  [{ type: 'LOCAL' }, undefined],
  [undefined, undefined],
] as const)('the place of cache %j', (cache, expected) => {
  expect(cachePlace(cache, 'web')).toEqual(expected)
})

test('the exact key is taken first, then the newest of the first fallback prefix that has any', () => {
  const saved = ['npm-1', 'npm-2', 'go-9'].map((key, savedAt) => ({ object: cacheObject(place, key), savedAt }))
  const chosen = (key: string | undefined, ...fallbackKeys: string[]) =>
    chooseCache(place, { key, fallbackKeys }, saved)?.object

  expect(chosen('npm-1', 'npm-')).toBe(cacheObject(place, 'npm-1'))
  expect(chosen('npm-3', 'yarn-', 'npm-', 'go-')).toBe(cacheObject(place, 'npm-2'))
  expect(chosen('npm-3')).toBeUndefined()
  expect(chosen(undefined)).toBeUndefined()
})

test('whatever the key, its object is a single name below the prefix, and a prefix stays one', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 10, unit: 'grapheme' }), fc.string({ maxLength: 10 }), (start, rest) => {
      const object = cacheObject(place, start + rest)
      expect(object.slice(place.prefix.length)).toMatch(/^[^/]*\.tar\.gz$/)
      expect(object.startsWith('p/web/..')).toBe(false)
      expect(chooseCache(place, { key: 'no such', fallbackKeys: [start] }, [{ object, savedAt: 0 }])).toBeDefined()
    }),
  )
})

test('the hash of files tells contents and names, not the order in which they were read', () => {
  const hash = hashOfFiles(
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
  )

  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(
    hashOfFiles(
      new Map([
        ['b', '2'],
        ['a', '1'],
      ]),
    ),
  ).toBe(hash)
  expect(
    hashOfFiles(
      new Map([
        ['a', '2'],
        ['b', '1'],
      ]),
    ),
  ).not.toBe(hash)
})
