import type { ArtifactSpec } from '../../buildspec/buildspec.ts'
import { exportedVariables } from '../../environment/variables.ts'
import { ask, type Question } from '../ask.ts'
import type { Collected } from '../build-context.ts'
import { clientError } from '../build-failure.ts'
import type { BuildSession } from '../build-session.ts'
import { cachePaths, keysOf, wanted } from '../cache/build-cache.ts'
import { exportFolders, namedFolder } from '../files/export-folders.ts'

/**
 * Asks the build's shell for all that is wanted of it in the end, and copies what lies outside of the shared folders.
 * Resolves to undefined when it cannot be asked: a build never goes on without what it should hand on. Rejects with a
 * BuildFailure.
 */
export async function collect(session: BuildSession, signal: AbortSignal): Promise<Collected | undefined> {
  const { context, input } = session
  if (context?.collected) return context.collected
  const { buildspec } = context?.sources ?? {}
  if (!buildspec || !session.environment()) return undefined

  const specs = artifactSpecs(session)
  const names = buildspec.env.exportedVariables
  const texts = Object.values(specs).flatMap(({ name, s3Prefix, baseDirectory }) => [name, s3Prefix, baseDirectory])
  const reports = buildspec.reports.map(({ baseDirectory }) => baseDirectory)
  const wishes = [...texts, ...reports]
  const questions: Question[] = [
    ...names.map((variable) => ({ variable })),
    ...wishes.map((text) => ({ text: text ?? '' })),
  ]
  const answers = await ask(session, 'ask-end', questions, signal)
  if (!answers) return undefined
  const values = new Map(names.map((name, index) => [name, answers[index]]))
  const expanded = wishes.map((text, index) => {
    const answer = answers[names.length + index]
    if (answer === undefined) throw clientError(`The shell of the build cannot expand "${text}"`)
    return text === undefined ? undefined : answer
  })

  const cache = wanted(session)
  const cacheKey =
    cache?.key === undefined
      ? undefined
      : (await keysOf(session, { key: cache.key, fallbackKeys: [] }, 'ask-cache-save', signal)).key
  const artifacts = Object.fromEntries(
    Object.keys(specs).map((id, index) => {
      const [name, s3Prefix, baseDirectory] = expanded.slice(index * 3, index * 3 + 3)
      return [id, { name, s3Prefix, baseDirectory }]
    }),
  )
  const reportDirectories = expanded.slice(texts.length).map((each) => each ?? '.')
  const folders = [
    ...Object.values(artifacts).map(({ baseDirectory }) => baseDirectory ?? '.'),
    ...reportDirectories,
    ...(cache ? cachePaths(cache).map(({ base }) => base) : []),
  ]
  const outside = folders.flatMap((path) => {
    const named = namedFolder(session, path)
    return 'outside' in named ? [named.outside] : []
  })
  const exports = [...new Set(outside)].filter((path) => path !== '/')
  await exportFolders(session, exports, signal)

  const known = new Map([...values].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])))
  const project = input.settings.environment.environmentVariables ?? []
  const exported = exportedVariables(names, known, project)
  const collected = { exported, artifacts, reportDirectories, cacheKey, exports }
  await session.save({ collected })
  return collected
}

/** The artifacts of the buildspec by identifier; that of the primary one is empty. */
export function artifactSpecs({ context }: BuildSession): Record<string, ArtifactSpec> {
  const { artifacts } = context?.sources?.buildspec ?? {}
  if (!artifacts) return {}
  const { secondary, ...primary } = artifacts
  return { '': primary, ...secondary }
}
