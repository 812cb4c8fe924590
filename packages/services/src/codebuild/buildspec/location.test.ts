import { expect, test } from 'vitest'
import { type BuildspecLocation, buildspecLocation } from './location.ts'

test.each<[string | undefined, BuildspecLocation]>([
  [undefined, { type: 'path', path: 'buildspec.yml' }],
  ['', { type: 'path', path: 'buildspec.yml' }],
  ['ci/build.yml', { type: 'path', path: 'ci/build.yml' }],
  ['arn:aws:s3:::bucket/dir/spec.yml', { type: 's3', bucket: 'bucket', key: 'dir/spec.yml' }],
  ['{"version": "0.2", "phases": {}}', { type: 'inline', text: '{"version": "0.2", "phases": {}}' }],
  ['version: 0.2\nphases: {}\n', { type: 'inline', text: 'version: 0.2\nphases: {}\n' }],
])('%j', (member, expected) => {
  expect(buildspecLocation(member)).toEqual(expected)
})
