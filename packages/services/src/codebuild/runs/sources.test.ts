import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { parseCloneReference } from './sources/clone-reference.ts'
import { buildRoom } from './testing/build-room.ts'

const BUILDSPEC = 'version: 0.2\nphases: {build: {commands: ["cat file.txt; pwd"]}}\n'
const spec = (parts: object) => JSON.stringify({ version: '0.2', ...parts })
const downloaded = ({ phases = [] }) =>
  phases.find(({ phaseType }: { phaseType?: string }) => phaseType === 'DOWNLOAD_SOURCE') as unknown

test('a zip in S3 is unpacked, and its buildspec.yml is followed', async () => {
  await using room = await buildRoom()
  await room.put('app.zip', { 'buildspec.yml': BUILDSPEC, 'file.txt': 'from the zip' })
  await room.project({ source: { type: 'S3', location: 'bucket/app.zip' } })

  const build = await room.end(await room.start())

  expect(build.buildStatus, room.log(build).join('\n')).toBe('SUCCEEDED')
  expect(room.log(build).join('\n')).toMatch(/from the zip\/codebuild\/output\/src\d{9}\/src\n|from the zip\/.*\/src\n/)
  expect(room.log(build).join('\n')).toMatch(/YAML location is \/.*\/src\/buildspec\.yml/)
})

test('a folder in S3 is a source, its buildspec may be elsewhere in it', async () => {
  await using room = await buildRoom()
  await room.put('dir/ci/spec.yml', BUILDSPEC)
  await room.put('dir/file.txt', 'from the folder')
  await room.project({ source: { type: 'S3', location: 'bucket/dir/', buildspec: 'ci/spec.yml' } })

  const build = await room.end(await room.start())
  const missing = await room.end(await room.start({ buildspecOverride: 'nothing.yml' }))

  expect(room.log(build).join('\n')).toContain('from the folder')
  expect(downloaded(missing as never)).toMatchObject({
    phaseStatus: 'FAILED',
    contexts: [
      {
        statusCode: 'YAML_FILE_ERROR',
        message: expect.stringMatching(/^stat .*nothing\.yml: no such file or directory$/),
      },
    ],
  })
})

test('a source that is not there fails the build with its name', async () => {
  await using room = await buildRoom()
  await room.project({ source: { type: 'S3', location: 'bucket/none.zip' } })

  const build = await room.end(await room.start())

  expect(downloaded(build as never)).toMatchObject({
    contexts: [{ statusCode: 'CLIENT_ERROR', message: expect.stringContaining('s3://bucket/none.zip: NoSuchKey') }],
  })
})

test('CodePipeline hands over sources and takes artifacts, and its revision is the resolved version', async () => {
  await using room = await buildRoom()
  await room.put('p/src/a.zip', { 'file.txt': 'primary' }, { 'codepipeline-artifact-revision': 'c0ffee' })
  await room.put('p/src/b.zip', { 'other.txt': 'secondary' })
  await room.project({ source: { type: 'CODEPIPELINE' }, artifacts: { type: 'CODEPIPELINE' } })
  const buildspecOverride = spec({
    phases: {
      build: {
        commands: ['cat file.txt "$CODEBUILD_SRC_DIR_Extra/other.txt"; echo "rev $CODEBUILD_RESOLVED_SOURCE_VERSION"'],
      },
    },
    artifacts: { files: ['file.txt'], 'secondary-artifacts': { Two: { files: ['**/*.txt'] } } },
  })

  const build = await room.end(
    await room.start({
      buildspecOverride,
      sourceTypeOverride: 'CODEPIPELINE',
      sourceLocationOverride: 'bucket/p/src/a.zip',
      sourceVersion: 'arn:aws:s3:::bucket/p/src/a.zip',
      secondarySourcesOverride: [{ type: 'CODEPIPELINE', sourceIdentifier: 'Extra', location: 'bucket/p/src/b.zip' }],
      artifactsOverride: { type: 'CODEPIPELINE', location: 'bucket', path: 'p/out/one', packaging: 'ZIP' },
      secondaryArtifactsOverride: [
        { type: 'CODEPIPELINE', artifactIdentifier: 'Two', location: 'bucket', path: 'p/out/two', packaging: 'ZIP' },
      ],
    }),
  )

  expect(build.buildStatus, room.log(build).join('\n')).toBe('SUCCEEDED')
  expect(build.resolvedSourceVersion).toBe('c0ffee')
  expect(room.log(build).join('\n')).toContain('primarysecondaryrev c0ffee')
  for (const Key of ['p/out/one', 'p/out/two']) {
    await room.s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key }))
  }
  await expect(room.start({ buildspecOverride })).rejects.toThrow(
    'ArtifactsOverride must be set when using artifacts type CodePipelines',
  )
})

test('a git source is checked out with its version and the credentials of its host', async () => {
  await using room = await buildRoom({
    async checkout({ folder }) {
      await writeFile(join(folder, 'buildspec.yml'), BUILDSPEC)
      await writeFile(join(folder, 'file.txt'), 'from git')
      return { commitId: 'a'.repeat(40) }
    },
  })
  await room.project()
  await room.project({
    name: 'git',
    source: { type: 'GITHUB', location: 'https://github.com/o/web.git', gitCloneDepth: 1 },
  })

  const build = await room.end(await room.start({ projectName: 'git', sourceVersion: 'refs/heads/x' }))

  expect(build.resolvedSourceVersion).toBe('a'.repeat(40))
  expect(room.log(build).join('\n')).toMatch(/from git.*\/src\/github\.com\/o\/web/)
  expect(room.checkouts).toMatchObject([{ type: 'GITHUB', version: 'refs/heads/x', depth: 1, submodules: false }])
})

const COMMIT = 'a'.repeat(40)
const CONNECTION = 'arn:aws:codestar-connections:us-east-1:123456789012:connection/c-1'

test.each([
  ['web', undefined, { type: 'CODECOMMIT', location: 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/web' }],
  ['o/web', CONNECTION, { type: 'GITHUB', location: 'https://github.com/o/web.git', connectionArn: CONNECTION }],
])('a pipeline may hand over the repository %s in place of files', async (repository, connectionArn, expected) => {
  await using room = await buildRoom({
    async checkout({ folder }) {
      await writeFile(join(folder, 'file.txt'), 'from the clone')
      return { commitId: COMMIT }
    },
  })
  const reference = { format: 'CODEBUILD_CLONE_REF', repository, branch: 'main', commitId: COMMIT, connectionArn }
  await room.put('p/src/ref', JSON.stringify(reference))
  await room.project({ source: { type: 'CODEPIPELINE' }, artifacts: { type: 'CODEPIPELINE' } })

  const build = await room.end(
    await room.start({
      sourceLocationOverride: 'bucket/p/src/ref',
      artifactsOverride: { type: 'CODEPIPELINE', location: 'bucket', path: 'p/out', packaging: 'ZIP' },
      buildspecOverride: spec({
        phases: { build: { commands: ['cat file.txt; echo " at $CODEBUILD_RESOLVED_SOURCE_VERSION"'] } },
        artifacts: { files: ['file.txt'] },
      }),
    }),
  )

  expect(build.buildStatus, room.log(build).join('\n')).toBe('SUCCEEDED')
  expect(build.resolvedSourceVersion).toBe(COMMIT)
  expect(room.log(build)).toContain(`from the clone at ${COMMIT}`)
  expect(room.checkouts).toMatchObject([{ ...expected, version: COMMIT, depth: 0 }])
})

test.each([
  ['no JSON', 'web'],
  ['another format', '{"format":"CODE_ZIP","repository":"o/web"}'],
  ['a repository that leads elsewhere', `{"format":"CODEBUILD_CLONE_REF","repository":"../x","commitId":"${COMMIT}"}`],
  [
    'an option in place of a commit',
    '{"format":"CODEBUILD_CLONE_REF","repository":"o/web","commitId":"--upload-pack=x"}',
  ],
])('what a pipeline hands over is no reference to a repository when it is %s', (_, text) => {
  expect(parseCloneReference(text)).toBeUndefined()
})

test('a build tells the host of its source that it runs, and how it ended', async () => {
  await using room = await buildRoom({ checkout: async () => ({ commitId: COMMIT }) })
  const source = { type: 'GITHUB' as const, location: 'https://github.com/o/web.git', reportBuildStatus: true }
  const buildspec = spec({ phases: { build: { commands: ['exit 3'] } } })
  await room.project({ source: { ...source, buildspec } })

  const build = await room.end(await room.start())

  await expect.poll(() => room.statuses.map(({ state }) => state)).toEqual(['pending', 'failure'])
  expect(room.statuses.at(-1)).toMatchObject({
    location: source.location,
    commitId: COMMIT,
    context: 'AWS CodeBuild us-east-1 (web)',
    buildId: build.id,
  })
})

test('a cache in S3 is there for the next build, below the sources and elsewhere, until it is invalidated', async () => {
  await using room = await buildRoom()
  await room.project({ cache: { type: 'S3', location: 'bucket/cache' } })
  const buildspecOverride = spec({
    phases: {
      build: {
        commands: [
          'cat modules/a/b /tmp/elsewhere/c 2>/dev/null || echo nothing',
          'mkdir -p modules/a /tmp/elsewhere; echo kept >modules/a/b; echo too >/tmp/elsewhere/c; echo k >lock',
        ],
      },
    },
    cache: { paths: ['modules/**/*', '/tmp/elsewhere/**/*'], key: 'k-$(echo one)' },
  })

  const first = await room.end(await room.start({ buildspecOverride }))
  const second = await room.end(await room.start({ buildspecOverride }))

  expect(first.buildStatus, room.log(first).join('\n')).toBe('SUCCEEDED')
  expect(room.log(first)).toContain('nothing')
  expect(room.log(second)).toEqual(expect.arrayContaining(['kept', 'too']))
  expect((await room.object('cache/web/k-one.tar.gz'))?.length).toBeGreaterThan(20)
})

test('files of reports are handed over, and their ARNs shown', async () => {
  await using room = await buildRoom()
  await room.project()
  const buildspecOverride = spec({
    phases: { build: { commands: ['mkdir -p out; echo "<testsuite/>" >out/junit.xml'] } },
    reports: { unit: { files: ['junit*.xml'], 'base-directory': 'out' } },
  })

  const build = await room.end(await room.start({ buildspecOverride }))

  expect(build.reportArns).toEqual(['arn:report/unit'])
  expect(room.reports).toMatchObject([{ group: 'unit', format: 'JUNITXML', files: [{ path: 'junit.xml', size: 13 }] }])
})
