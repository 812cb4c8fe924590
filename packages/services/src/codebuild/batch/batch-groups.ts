import { MOST_BATCH_BUILDS } from '../buildspec/batch.ts'
import type { BatchBuildSpec, BatchEnv, BatchSpec } from '../buildspec/buildspec.ts'
import { type PhaseContext, yamlFileError } from '../buildspec/problem.ts'

/** One build of a batch, as it will be started. */
export type BatchGroup = BatchBuildSpec & {
  /** The part that this build has of the tests, for build-fanout: 0 up to `of`. */
  share?: { index: number; of: number }
}

/** The builds that a batch comes to, in an order in which each stands after those it depends on; or why it cannot run. */
export function batchGroups(batch: BatchSpec): { groups: BatchGroup[] } | { problem: PhaseContext } {
  const groups = groupsOf(batch)
  const problem = groups.length > MOST_BATCH_BUILDS ? tooMany(groups.length) : undefined
  return problem ? { problem } : ordered(groups)
}

function groupsOf(batch: BatchSpec): BatchGroup[] {
  switch (batch.type) {
    case 'build-list':
    case 'build-graph':
      return batch.builds
    case 'build-matrix':
      return matrix(batch)
    case 'build-fanout':
      return Array.from({ length: batch.parallelism }, (_, index) => ({
        ...plainGroup(`fanout_${index}`, batch.ignoreFailure, batch.env),
        ...(batch.buildspec === undefined ? {} : { buildspec: batch.buildspec }),
        share: { index, of: batch.parallelism },
      }))
  }
}

/** Every combination of the dynamic values; the last one given changes fastest. An empty list varies nothing. */
function matrix({ dynamic, env, ignoreFailure }: Extract<BatchSpec, { type: 'build-matrix' }>): BatchGroup[] {
  const axes: ((group: BatchGroup) => BatchGroup[])[] = []
  const axis = (values: string[], put: (group: BatchGroup, value: string) => BatchGroup) => {
    if (values.length > 0) axes.push((group) => values.map((value) => put(group, value)))
  }
  const withEnv = (group: BatchGroup, change: BatchEnv): BatchGroup => ({ ...group, env: { ...group.env, ...change } })
  axis(dynamic.buildspec, (group, buildspec) => ({ ...group, buildspec }))
  axis(dynamic.computeType, (group, computeType) => withEnv(group, { computeType }))
  axis(dynamic.image, (group, image) => withEnv(group, { image }))
  for (const [name, values] of Object.entries(dynamic.variables)) {
    axis(values, (group, value) => withEnv(group, { variables: { ...group.env.variables, [name]: value } }))
  }
  let groups = [plainGroup('', ignoreFailure, env)]
  for (const expand of axes) {
    groups = groups.flatMap(expand)
    // More are refused anyway; there is no need to multiply them all out.
    if (groups.length > MOST_BATCH_BUILDS) break
  }
  return groups.map((group, index) => ({ ...group, identifier: `build${index}` }))
}

function plainGroup(identifier: string, ignoreFailure: boolean, env: BatchEnv): BatchGroup {
  return { identifier, env, ignoreFailure, debugSession: false, dependOn: [] }
}

/** Sorts so that dependencies come first and otherwise nothing changes places. */
function ordered(groups: BatchGroup[]): { groups: BatchGroup[] } | { problem: PhaseContext } {
  const names = new Set<string>()
  for (const { identifier } of groups) {
    if (names.has(identifier)) return refused(`the identifier "${identifier}" is given twice`)
    names.add(identifier)
  }
  for (const { identifier, dependOn } of groups) {
    const unknown = dependOn.find((name) => !names.has(name))
    if (unknown !== undefined) return refused(`"${identifier}" depends on "${unknown}", which is not there`)
  }
  const sorted: BatchGroup[] = []
  const placed = new Set<string>()
  let left = groups
  while (left.length > 0) {
    const ready = left.filter(({ dependOn }) => dependOn.every((name) => placed.has(name)))
    if (ready.length === 0) return refused(`${quoted(left)} depend on one another in a circle`)
    for (const group of ready) placed.add(group.identifier)
    sorted.push(...ready)
    left = left.filter(({ identifier }) => !placed.has(identifier))
  }
  return { groups: sorted }
}

const quoted = (groups: BatchGroup[]) => groups.map(({ identifier }) => `"${identifier}"`).join(', ')
const refused = (reason: string) => ({ problem: yamlFileError(`Invalid batch: ${reason}`) })
const tooMany = (count: number) =>
  yamlFileError(`Invalid batch: more than ${MOST_BATCH_BUILDS} builds, ${count} at least`)
