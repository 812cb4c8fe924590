import type { ProjectArtifacts } from '@aws-sdk/client-codebuild'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ArtifactNaming, artifactArn, artifactLocation } from './artifact-location.ts'
import { glob } from './glob.ts'
import { baseDirectories, selectFiles } from './select-files.ts'

test.each([
  ['**/*', ['a', 'a/b', 'a/b/c', '.env', 'a/.git/x'], []],
  ['dir/*', ['dir/a', 'dir/.a'], ['dir', 'dir/a/b', 'a', 'other/dir/a']],
  ['dir/**/*', ['dir/a', 'dir/a/b'], ['dir', 'a']],
  ['dir/**', ['dir/a', 'dir/a/b'], ['dir', 'a']],
  ['**/*.js', ['a.js', 'a/b.js'], ['a.jsx', 'a.js/b']],
  ['**/test/**/*.js', ['test/a.js', 'x/test/y/z/a.js'], ['test.js', 'x/a.js']],
  ['a?.txt', ['ab.txt', 'aé.txt'], ['a.txt', 'abc.txt']],
  ['[ab]*.txt', ['a.txt', 'bc.txt'], ['c.txt']],
  ['[!ab].txt', ['c.txt'], ['a.txt']],
  ['[a-c]1', ['b1'], ['d1']],
  ['{src,lib}/*.{js,ts}', ['src/a.js', 'lib/b.ts'], ['bin/a.js', 'src/a.md']],
  ['./a//b', ['a/b', './a/b'], ['a']],
  ['a.b+(c)', ['a.b+(c)'], ['axb+(c)']],
  ['a*a*b', ['aab', 'axaxb'], ['ab', 'aa']],
])('%s has %j and not %j', (pattern, inside, outside) => {
  const compiled = glob(pattern)

  expect(inside.filter((path) => !compiled.matches(path))).toEqual([])
  expect(outside.filter((path) => compiled.matches(path))).toEqual([])
})

test('every path matches itself where it has no wildcards, and everything matches **/*', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 8, unit: fc.constantFrom(...'ab.-_ +$^()é') })
    .filter((each) => !/^\.+$/.test(each))
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (parts) => {
      const path = parts.join('/')
      expect(glob(path).matches(path)).toBe(true)
      expect(glob('**/*').matches(path)).toBe(true)
    }),
  )
})

test('no pattern takes long, however many wildcards it has', () => {
  const name = 'a'.repeat(250)
  const before = process.cpuUsage().user

  expect(glob(`${'*a'.repeat(100)}*b`).matches(name)).toBe(false)
  expect(glob(`${'**/a/'.repeat(100)}b`).matches(Array(500).fill('a').join('/'))).toBe(false)

  const TEN_SECONDS = 10_000_000
  expect(process.cpuUsage().user - before).toBeLessThan(TEN_SECONDS)
})

const paths = ['a.json', 'dist/a.js', 'dist/a.js.map', 'dist/sub/a.js', '../etc/passwd', '/etc/passwd']
const set = { discardPaths: false }

test('files are selected in the order of the patterns, each once, and exclusions take away', () => {
  const selection = selectFiles({ ...set, files: ['dist/**/*', '**/*', 'none/*'], excludePaths: ['**/*.map'] }, paths)

  expect(selection).toEqual({
    files: [
      { from: 'dist/a.js', to: 'dist/a.js' },
      { from: 'dist/sub/a.js', to: 'dist/sub/a.js' },
      { from: 'a.json', to: 'a.json' },
    ],
    unmatched: ['none/*'],
  })
})

test('discard-paths flattens, and the last of two files of one name stays', () => {
  const { files } = selectFiles({ files: ['**/*.js'], discardPaths: true }, paths)

  expect(files).toEqual([{ from: 'dist/sub/a.js', to: 'a.js' }])
})

test('nothing outside of the base directory is selected, whatever the patterns', () => {
  expect(selectFiles({ ...set, files: ['**/*', '/etc/passwd', '../etc/*'] }, paths.slice(-2)).files).toEqual([])
})

test('a base directory may be a pattern', () => {
  expect(baseDirectories(undefined, ['a'])).toEqual(['.'])
  expect(baseDirectories('out-*', ['out-1', 'out-2', 'src', '../out-3'])).toEqual(['out-1', 'out-2'])
})

const naming: ArtifactNaming = { projectName: 'web', buildUuid: 'U' }
const S3: ProjectArtifacts = { type: 'S3', location: 'bucket' }
test.each<[string, ProjectArtifacts, ArtifactNaming, string | undefined]>([
  ['zip', { ...S3, path: 'P', name: 'N.zip', packaging: 'ZIP', namespaceType: 'NONE' }, naming, 'P/N.zip'],
  ['build id', { ...S3, path: 'P', name: 'N', packaging: 'ZIP', namespaceType: 'BUILD_ID' }, naming, 'P/U/N'],
  ['folder', { ...S3, path: '/P/', name: 'N', packaging: 'NONE' }, naming, 'P/N'],
  ['root name', { ...S3, path: 'P', name: '/', namespaceType: 'BUILD_ID' }, naming, 'P/U'],
  ['root', { ...S3, name: '/' }, naming, ''],
  ['zip at the root', { ...S3, name: '/', packaging: 'ZIP' }, naming, 'web'],
  ['no name', S3, naming, 'web'],
  ['own name unasked', { ...S3, name: 'N' }, { ...naming, spec: { name: 'own' } }, 'N'],
  ['own name', { ...S3, name: 'N', overrideArtifactName: true }, { ...naming, spec: { name: 'own/x' } }, 'own/x'],
  ['override without own name', { ...S3, name: 'N', overrideArtifactName: true }, { ...naming, spec: {} }, 'N'],
  [
    's3-prefix',
    { ...S3, name: 'N.zip', packaging: 'ZIP', namespaceType: 'BUILD_ID' },
    { ...naming, spec: { s3Prefix: 'rel' } },
    'rel/U/N.zip',
  ],
  ['CodePipeline', { type: 'CODEPIPELINE' }, naming, undefined],
  ['none', { type: 'NO_ARTIFACTS' }, naming, undefined],
])('an artifact with %s goes where AWS puts it', (_, artifacts, given, expected) => {
  const location = artifactLocation(artifacts, given)

  const found = location?.packaging === 'ZIP' ? location.key : location?.prefix
  expect(found).toBe(expected)
})

test('the ARN of an artifact has its bucket and key', () => {
  expect(artifactArn({ packaging: 'ZIP', bucket: 'b', key: 'k/x.zip' })).toBe('arn:aws:s3:::b/k/x.zip')
  expect(artifactArn({ packaging: 'NONE', bucket: 'b', prefix: '' })).toBe('arn:aws:s3:::b')
})
