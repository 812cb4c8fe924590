import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Buildspec, OnFailure } from './buildspec.ts'
import { parseBuildspec } from './parse.ts'

function understood(text: string): Buildspec {
  const parsed = parseBuildspec(text)
  if ('problem' in parsed) throw new Error(parsed.problem.message)
  return parsed.buildspec
}

const withPhases = (text: string) => understood(`version: 0.2\nphases: {build: {commands: [make]}}\n${text}`)

test('every key of the reference is understood', () => {
  const spec = understood(`
version: 0.2
run-as: builder
env:
  shell: bash
  variables: {STAGE: dev, VERSION: 1.10, EMPTY: "", FLAG: yes, PATHS: "$PATH:/x"}
  parameter-store: {PW: /app/pw}
  secrets-manager: {TOK: "mysecret:token"}
  exported-variables: [IMAGE_TAG]
  git-credential-helper: yes
proxy: {upload-artifacts: yes, logs: on}
phases:
  install:
    run-as: root
    runtime-versions: {nodejs: 22, python: 3.10}
    commands: [npm ci]
  build:
    on-failure: ABORT
    commands:
      - npm test
      - |
        npm run build
        npm run pack
    finally: npm run cleanup
reports:
  unit: {files: ['junit*.xml'], base-directory: out, file-format: JunitXml}
  cover: {files: cobertura.xml, file-format: COBERTURAXML, discard-paths: yes}
artifacts:
  files: ['**/*']
  name: app-$(date +%F)
  base-directory: dist
  discard-paths: no
  exclude-paths: ['**/*.map']
  enable-symlinks: yes
  s3-prefix: rel
  secondary-artifacts:
    docs: {files: ['docs/**/*'], name: docs}
cache: {paths: ['node_modules/**/*'], key: k, fallback-keys: [a, b], action: restore}
`)

  expect(spec).toEqual({
    version: '0.2',
    runAs: 'builder',
    env: {
      shell: 'bash',
      variables: { STAGE: 'dev', VERSION: '1.10', EMPTY: '', FLAG: 'yes', PATHS: '$PATH:/x' },
      parameterStore: { PW: '/app/pw' },
      secretsManager: { TOK: 'mysecret:token' },
      exportedVariables: ['IMAGE_TAG'],
      gitCredentialHelper: true,
    },
    proxy: { uploadArtifacts: true, logs: true },
    phases: {
      INSTALL: {
        runAs: 'root',
        runtimeVersions: { nodejs: '22', python: '3.10' },
        commands: ['npm ci'],
        finally: [],
      },
      BUILD: {
        onFailure: { type: 'ABORT' },
        runtimeVersions: {},
        commands: ['npm test', 'npm run build\nnpm run pack\n'],
        finally: ['npm run cleanup'],
      },
    },
    reports: [
      { group: 'unit', files: ['junit*.xml'], baseDirectory: 'out', discardPaths: false, fileFormat: 'JUNITXML' },
      { group: 'cover', files: ['cobertura.xml'], discardPaths: true, fileFormat: 'COBERTURAXML' },
    ],
    artifacts: {
      files: ['**/*'],
      name: 'app-$(date +%F)',
      baseDirectory: 'dist',
      discardPaths: false,
      excludePaths: ['**/*.map'],
      enableSymlinks: true,
      s3Prefix: 'rel',
      secondary: {
        docs: { files: ['docs/**/*'], name: 'docs', discardPaths: false, excludePaths: [], enableSymlinks: false },
      },
    },
    cache: { paths: ['node_modules/**/*'], key: 'k', fallbackKeys: ['a', 'b'], action: 'restore' },
  })
})

test('JSON is understood, as CDK writes it', () => {
  const spec = understood('{\n\t"version": "0.2",\n\t"phases": {"build": {"commands": ["echo \\"hi\\""]}}\n}')

  expect(spec.phases.BUILD?.commands).toEqual(['echo "hi"'])
})

test('a scalar stands for a list of one, and empty keys for nothing', () => {
  const spec = understood(
    'version: 0.2\nphases:\n  install:\n  build:\n    commands: make\nartifacts:\n  files: a.json\n',
  )

  expect(spec.phases.INSTALL).toEqual({ runtimeVersions: {}, commands: [], finally: [] })
  expect(spec.phases.BUILD?.commands).toEqual(['make'])
  expect(spec.artifacts?.files).toEqual(['a.json'])
})

test('anchors and merge keys work, a key given twice counts as given last', () => {
  const spec = understood(`
version: 0.2
x: &common {commands: [one]}
phases:
  build: {<<: *common, finally: [two]}
  post_build: {commands: [a], commands: [b]}
`)

  expect(spec.phases.BUILD).toMatchObject({ commands: ['one'], finally: ['two'] })
  expect(spec.phases.POST_BUILD?.commands).toEqual(['b'])
})

test('version 0.1 has its variables in a place of their own', () => {
  const spec = understood('version: 0.1\nenvironment_variables: {plaintext: {A: b}}\nphases: {build: {commands: [x]}}')

  expect(spec).toMatchObject({ version: '0.1', env: { variables: { A: 'b' } } })
})

describe('what is wrong is said, with YAML_FILE_ERROR', () => {
  const ok = 'version: 0.2\nphases: {build: {commands: [make]}}\n'
  test.each([
    ['', 'The buildspec is not a mapping'],
    ['- a', 'The buildspec is not a mapping'],
    ['phases: {}', 'version is required: 0.2'],
    ['version: 0.3\nphases: {}', 'Invalid buildspec version "0.3". Expecting: 0.1, 0.2'],
    ['version: 0.2', 'phases is required'],
    ['version: 0.2: x', 'mapping values are not allowed in this context at line 0'],
    ['version: 0.2\nphases:\n  build: a: b', 'mapping values are not allowed in this context at line 2'],
    [
      'version: 0.2\nphases: {deploy: {}}',
      'Invalid buildspec phase name: deploy. Expecting: BUILD,INSTALL,POST_BUILD,PRE_BUILD',
    ],
    ['version: 0.2\nphases: {build: {commands: {a: b}}}', 'Expected a list at phases.build.commands, found a mapping'],
    [
      'version: 0.2\nphases: {build: {commands: [{a: b}]}}',
      'Expected a text at phases.build.commands[0], found a mapping',
    ],
    [
      'version: 0.2\nphases: {build: {runtime-versions: {go: 1}}}',
      'phases.build.runtime-versions: only the install phase selects runtimes',
    ],
    [
      `${ok}env: {shell: zsh}`,
      'Unknown shell "zsh" at env.shell. Expecting: bash, /bin/bash, sh, /bin/sh, powershell.exe, cmd.exe',
    ],
    [
      `${ok}env: {variables: {CODEBUILD_X: 1}}`,
      'env.variables.CODEBUILD_X: names that begin with CODEBUILD_ are reserved',
    ],
    [`${ok}env: {variables: {"a=b": 1}}`, '"a=b" at env.variables cannot name a variable'],
    [`${ok}env: {git-credential-helper: maybe}`, 'Expected yes or no at env.git-credential-helper, found "maybe"'],
    [`${ok}artifacts: {name: x}`, 'artifacts.files is required and lists no files'],
    [
      `${ok}artifacts: {files: x, secondary-artifacts: {a-b: {files: x}}}`,
      '"a-b" at artifacts.secondary-artifacts is not an identifier: it takes letters, digits and _',
    ],
    [`${ok}reports: {a: {}}`, 'reports.a.files is required and lists no files'],
    [
      `${ok}reports: {a: {files: x}, b: {files: x}, c: {files: x}, d: {files: x}, e: {files: x}, f: {files: x}}`,
      'reports: 6 groups are given, at most 5 may be',
    ],
    [`${ok}cache: {action: keep}`, 'Expected one of restore, save at cache.action, found "keep"'],
    [
      `${ok}batch: {}`,
      'batch: exactly one of build-list, build-graph, build-matrix, build-fanout is expected, found none',
    ],
    [
      `${ok}batch: {build-list: [{identifier: a, depend-on: [b]}]}`,
      'batch.build-list[0].depend-on: builds of a list run side by side; use build-graph',
    ],
    [
      `${ok}batch: {build-fanout: {parallelism: 101}}`,
      'Expected a whole number from 1 to 100 at batch.build-fanout.parallelism, found "101"',
    ],
  ])('%j', (text, message) => {
    expect(parseBuildspec(text)).toEqual({ problem: { statusCode: 'YAML_FILE_ERROR', message } })
  })
})

test.each<[string, OnFailure]>([
  ['ABORT', { type: 'ABORT' }],
  ['CONTINUE', { type: 'CONTINUE' }],
  ['RETRY', { type: 'RETRY', attempts: 3 }],
  ['RETRY-0', { type: 'RETRY', attempts: 0 }],
  ['RETRY-7', { type: 'RETRY', attempts: 7 }],
  ['RETRY-.*timeout.*', { type: 'RETRY', attempts: 3, pattern: '.*timeout.*' }],
  ['RETRY-2-connection (reset|refused)', { type: 'RETRY', attempts: 2, pattern: 'connection (reset|refused)' }],
  ['RETRY-5xx', { type: 'RETRY', attempts: 3, pattern: '5xx' }],
])('on-failure %s is understood', (word, expected) => {
  expect(understood(`version: 0.2\nphases: {build: {on-failure: "${word}"}}`).phases.BUILD?.onFailure).toEqual(expected)
})

test.each(['abort', 'RETRY-101', 'RETRY-', 'RETRYX', 'RETRY-2-(', 'RETRY-('])('on-failure %s is refused', (word) => {
  expect(parseBuildspec(`version: 0.2\nphases: {build: {on-failure: "${word}"}}`)).toHaveProperty('problem')
})

test('a batch is understood in all its forms', () => {
  expect(
    withPhases(`
batch:
  fast-fail: yes
  build-graph:
    - identifier: one
      env: {compute-type: BUILD_GENERAL1_LARGE, image: a, privileged-mode: yes, type: LINUX_CONTAINER, variables: {A: 1}, fleet: f}
      ignore-failure: yes
    - {identifier: two, buildspec: two.yml, depend-on: [one], debug-session: yes}
`).batch,
  ).toEqual({
    fastFail: true,
    type: 'build-graph',
    builds: [
      {
        identifier: 'one',
        env: {
          computeType: 'BUILD_GENERAL1_LARGE',
          image: 'a',
          privilegedMode: true,
          type: 'LINUX_CONTAINER',
          variables: { A: '1' },
          fleet: 'f',
        },
        ignoreFailure: true,
        debugSession: false,
        dependOn: [],
      },
      { identifier: 'two', buildspec: 'two.yml', env: {}, ignoreFailure: false, debugSession: true, dependOn: ['one'] },
    ],
  })
  expect(
    withPhases(`
batch:
  build-matrix:
    static: {ignore-failure: no, env: {type: LINUX_CONTAINER}}
    dynamic: {buildspec: [a.yml, b.yml], env: {image: [i], variables: {V: [1, 2]}}}
`).batch,
  ).toEqual({
    fastFail: false,
    type: 'build-matrix',
    ignoreFailure: false,
    env: { type: 'LINUX_CONTAINER' },
    dynamic: { buildspec: ['a.yml', 'b.yml'], computeType: [], image: ['i'], variables: { V: ['1', '2'] } },
  })
  expect(withPhases('batch: {build-fanout: {parallelism: 4, ignore-failure: yes}}').batch).toEqual({
    fastFail: false,
    type: 'build-fanout',
    parallelism: 4,
    ignoreFailure: true,
    env: {},
  })
})

test('whatever the text, the answer is a buildspec or what is wrong with it', () => {
  const line = fc.constantFrom(
    'version: 0.2',
    'phases:',
    '  build:',
    '    commands:',
    '      - x',
    '- &a [*a]',
    'env: {',
    '? x',
    '"',
    '\t- y',
    '__proto__: {a: b}',
    'a: !!binary x',
    '<<: [1]',
    'batch: [',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(line).map((lines) => lines.join('\n')),
      ),
      (text) => {
        const parsed = parseBuildspec(text)
        if ('problem' in parsed) expect(parsed.problem.statusCode).toBe('YAML_FILE_ERROR')
        else expect(['0.1', '0.2']).toContain(parsed.buildspec.version)
      },
    ),
  )
})

test.each(['- &a [*a]', 'a: &a {b: *a}', 'version: 0.2\nphases: &p {build: {commands: *p}}'])(
  'an alias that stands within itself is told: %j',
  (text) => {
    expect(parseBuildspec(text)).toMatchObject({ problem: { statusCode: 'YAML_FILE_ERROR' } })
  },
)

test('aliases cannot make a short text grow without end', () => {
  const levels = Array.from(
    { length: 30 },
    (_, at) => `l${at}: &l${at} [${at === 0 ? 'x' : `*l${at - 1}, *l${at - 1}`}]`,
  )

  expect(parseBuildspec(`version: 0.2\nphases: {}\n${levels.join('\n')}`)).toHaveProperty('problem')
})
