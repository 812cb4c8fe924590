import type { BatchBuildSpec, BatchEnv, BatchSpec } from './buildspec.ts'
import { child, defined, mapping, text, textMap, texts, truth, whole } from './fields.ts'
import { BuildspecProblem } from './problem.ts'
import type { Value } from './yaml.ts'

const KINDS = ['build-list', 'build-graph', 'build-matrix', 'build-fanout'] as const
/** Builds that one batch may have (documented quota). */
export const MOST_BATCH_BUILDS = 100

export function readBatch(value: Value | undefined): BatchSpec | undefined {
  if (value === undefined || value === '') return undefined
  const batch = mapping(value, 'batch')
  const fastFail = truth(batch['fast-fail'], 'batch.fast-fail')
  const given = KINDS.filter((kind) => batch[kind] !== undefined)
  const [type] = given
  if (type === undefined || given.length > 1) {
    const found = given.length === 0 ? 'none' : given.join(', ')
    throw new BuildspecProblem(`batch: exactly one of ${KINDS.join(', ')} is expected, found ${found}`)
  }
  switch (type) {
    case 'build-list':
    case 'build-graph':
      return { fastFail, type, builds: readBuilds(batch[type], type) }
    case 'build-matrix':
      return { fastFail, ...readMatrix(batch[type]) }
    case 'build-fanout':
      return { fastFail, ...readFanout(batch[type]) }
  }
}

function readBuilds(value: Value | undefined, type: 'build-list' | 'build-graph'): BatchBuildSpec[] {
  const path = `batch.${type}`
  if (!Array.isArray(value) || value.length === 0) throw new BuildspecProblem(`Expected a list of builds at ${path}`)
  if (value.length > MOST_BATCH_BUILDS) {
    throw new BuildspecProblem(`${path}: ${value.length} builds are given, at most ${MOST_BATCH_BUILDS} may be`)
  }
  return value.map((item, index) => readBuild(item, `${path}[${index}]`, type))
}

function readBuild(value: Value, path: string, type: string): BatchBuildSpec {
  const build = mapping(value, path)
  const identifier = text(build.identifier, child(path, 'identifier'))
  if (identifier === undefined) throw new BuildspecProblem(`${child(path, 'identifier')} is required`)
  if (!/^[A-Za-z0-9_]{1,128}$/.test(identifier)) {
    throw new BuildspecProblem(`"${identifier}" at ${path} is not an identifier: it takes letters, digits and _`)
  }
  const dependOn = texts(build['depend-on'], child(path, 'depend-on'))
  if (type === 'build-list' && dependOn.length > 0) {
    throw new BuildspecProblem(`${child(path, 'depend-on')}: builds of a list run side by side; use build-graph`)
  }
  return defined({
    identifier,
    buildspec: text(build.buildspec, child(path, 'buildspec')),
    env: readBatchEnv(build.env, child(path, 'env')),
    ignoreFailure: truth(build['ignore-failure'], child(path, 'ignore-failure')),
    debugSession: truth(build['debug-session'], child(path, 'debug-session')),
    dependOn,
  })
}

function readBatchEnv(value: Value | undefined, path: string): BatchEnv {
  const env = mapping(value, path)
  const privileged = child(path, 'privileged-mode')
  return defined({
    computeType: text(env['compute-type'], child(path, 'compute-type')),
    image: text(env.image, child(path, 'image')),
    privilegedMode: env['privileged-mode'] === undefined ? undefined : truth(env['privileged-mode'], privileged),
    type: text(env.type, child(path, 'type')),
    variables: env.variables === undefined ? undefined : textMap(env.variables, child(path, 'variables')),
    fleet: text(env.fleet, child(path, 'fleet')),
  })
}

function readMatrix(value: Value | undefined): Omit<Matrix, 'fastFail'> {
  const path = 'batch.build-matrix'
  const matrix = mapping(value, path)
  const fixed = mapping(matrix.static, child(path, 'static'))
  const dynamic = mapping(matrix.dynamic, child(path, 'dynamic'))
  const env = mapping(dynamic.env, child(path, 'dynamic.env'))
  const variables: Record<string, string[]> = {}
  for (const [name, values] of Object.entries(mapping(env.variables, child(path, 'dynamic.env.variables')))) {
    variables[name] = texts(values, child(path, `dynamic.env.variables.${name}`))
  }
  return {
    type: 'build-matrix',
    ignoreFailure: truth(fixed['ignore-failure'], child(path, 'static.ignore-failure')),
    env: readBatchEnv(fixed.env, child(path, 'static.env')),
    dynamic: {
      buildspec: texts(dynamic.buildspec, child(path, 'dynamic.buildspec')),
      computeType: texts(env['compute-type'], child(path, 'dynamic.env.compute-type')),
      image: texts(env.image, child(path, 'dynamic.env.image')),
      variables,
    },
  }
}

/** The same build several times, each with a share of the tests. */
function readFanout(value: Value | undefined): Omit<Fanout, 'fastFail'> {
  const path = 'batch.build-fanout'
  const fanout = mapping(value, path)
  const parallelism = whole(fanout.parallelism, child(path, 'parallelism'), [1, MOST_BATCH_BUILDS])
  if (parallelism === undefined) throw new BuildspecProblem(`${child(path, 'parallelism')} is required`)
  return defined({
    type: 'build-fanout' as const,
    parallelism,
    ignoreFailure: truth(fanout['ignore-failure'], child(path, 'ignore-failure')),
    env: readBatchEnv(fanout.env, child(path, 'env')),
    buildspec: text(fanout.buildspec, child(path, 'buildspec')),
  })
}

type Matrix = Extract<BatchSpec, { type: 'build-matrix' }>
type Fanout = Extract<BatchSpec, { type: 'build-fanout' }>
