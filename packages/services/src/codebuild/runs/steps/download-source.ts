import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProjectSource } from '@aws-sdk/client-codebuild'
import type { Buildspec } from '../../buildspec/buildspec.ts'
import { CLIENT_FOLDER } from '../../drivers/docker/docker-driver.ts'
import { builtInVariables } from '../../environment/built-in-variables.ts'
import { variableSources } from '../../environment/variables.ts'
import type { RoleCalls } from '../../ports/build-roles.ts'
import { buildArn } from '../../rules/arns.ts'
import type { BuildFact } from '../../rules/build-lifecycle.ts'
import { uuidOf } from '../../rules/new-build.ts'
import { refusedRole } from '../build-failure.ts'
import type { BuildSession } from '../build-session.ts'
import { restoreCache } from '../cache/build-cache.ts'
import { phaseComplete } from '../log/container-line.ts'
import { sessionName } from '../session-name.ts'
import { type FetchedSource, fetchSource } from '../sources/fetch-source.ts'
import { findBuildspec } from '../sources/find-buildspec.ts'
import { resolveVariables } from '../sources/resolve-variables.ts'
import { type SourceFolders, sourceFolders } from '../sources/source-folders.ts'
import { foundDead, inPhase } from './step.ts'

type Fetched = { primary: FetchedSource; secondary: Record<string, FetchedSource> }

/** How long credentials outlive the time that the build may take, in seconds: it uploads afterwards. */
const SPARE = 3600

/** Brings sources, buildspec, variables and cache. */
export function downloadSource(session: BuildSession, stopping: AbortSignal): Promise<BuildFact[]> {
  return inPhase(session, 'DOWNLOAD_SOURCE', async () => {
    const { log, folder, driver, input, record } = session
    if (!driver || !session.environment()) return [await foundDead(session, 'DOWNLOAD_SOURCE', 0)]
    const signal = AbortSignal.any([stopping, session.ending.signal])
    const folders = sourceFolders(uuidOf(record.id), input.settings.source, input.settings.secondarySources ?? [])
    const inside = driver.inside(folder.path)
    log.say('Phase is DOWNLOAD_SOURCE', `CODEBUILD_SRC_DIR=${join(inside.output, folders.primary)}`)
    const role = await session.role()
    if ('refused' in role) throw refusedRole(role)

    const fetched = await fetchAll(session, role, folders, signal)
    const source = { primary: folders.primary, inside: join(inside.output, folders.primary), signal }
    const buildspec = await findBuildspec(session, role, source)
    const names = await prepareVariables(session, role, { folders, fetched, buildspec, signal })
    await session.save({ sources: { ...folders, buildspec, names } })
    const { resolvedVersion } = fetched.primary
    if (resolvedVersion) await session.keepOutcome({ resolvedSourceVersion: resolvedVersion })
    await restoreCache(session, role, signal)
    log.say(...phaseComplete('DOWNLOAD_SOURCE', 'SUCCEEDED', []))
    await log.flush()
    return [{ type: 'source-ready', specs: buildspec.phases }]
  })
}

async function fetchAll(
  session: BuildSession,
  role: RoleCalls,
  folders: SourceFolders,
  signal: AbortSignal,
): Promise<Fetched> {
  const { settings } = session.input
  const fetch = (source: ProjectSource, version: string | undefined, folder: string) =>
    fetchSource(session, role, { source, version, folder: join(session.folder.output, folder), signal })
  const primary = await fetch(settings.source, settings.sourceVersion, folders.primary)
  const secondary: Record<string, FetchedSource> = {}
  for (const source of settings.secondarySources ?? []) {
    const identifier = source.sourceIdentifier ?? ''
    secondary[identifier] = await fetch(
      source,
      secondaryVersion(session, identifier),
      folders.secondary[identifier] ?? '',
    )
  }
  return { primary, secondary }
}

function secondaryVersion({ input }: BuildSession, identifier: string): string | undefined {
  const versions = input.settings.secondarySourceVersions ?? []
  return versions.find(({ sourceIdentifier }) => sourceIdentifier === identifier)?.sourceVersion
}

/** Writes down what commands begin with. Resolves to the names of the variables. */
async function prepareVariables(
  session: BuildSession,
  role: RoleCalls,
  {
    folders,
    fetched,
    buildspec,
    signal,
  }: { folders: SourceFolders; fetched: Fetched; buildspec: Buildspec; signal: AbortSignal },
): Promise<string[]> {
  const { input, driver, folder, context } = session
  const inside = driver?.inside(folder.path) ?? { output: '', control: '' }
  const builtIn = builtInVariables(identity(session, folders, fetched, inside.output))
  const project = input.settings.environment.environmentVariables ?? []
  const sources = variableSources({ overrides: [], project, buildspec: buildspec.env, builtIn })
  const { values, secrets } = await resolveVariables(role, sources, signal)
  const own = await credentials(session, values)
  const variables: Record<string, string> = {
    ...(await controlPlane(session, inside.control)),
    ...own.variables,
    ...values,
  }
  // Without a view of its own, the build has no business in the home of root.
  if (inside.output === folder.output && variables.HOME === builtIn.HOME) variables.HOME = await ownHome(session)
  const isPrivileged = input.settings.environment.privilegedMode && driver?.name === 'docker'
  await folder.writeEnvironment(variables, [join(inside.control, 'bin'), ...(isPrivileged ? [CLIENT_FOLDER] : [])])
  await session.save({ secrets: [...(context?.secrets ?? []), ...secrets, ...own.secrets] })
  return Object.keys(variables)
}

async function ownHome({ folder }: BuildSession): Promise<string> {
  const home = join(folder.output, 'home')
  await mkdir(home, { recursive: true })
  return home
}

function identity(session: BuildSession, folders: SourceFolders, fetched: Fetched, output: string) {
  const { scope, record, input } = session
  const { settings } = input
  const { initiator = '', encryptionKey = '' } = record.settings
  const of = (fetch: FetchedSource, folder: string, version: string | undefined) => ({
    directory: join(output, folder),
    repositoryUrl: fetch.repositoryUrl,
    version: version || undefined,
    resolvedVersion: fetch.resolvedVersion,
  })
  return {
    region: scope.region,
    buildId: record.id,
    buildArn: buildArn(scope, record.id),
    buildNumber: record.number,
    image: settings.environment.image ?? '',
    initiator,
    encryptionKey,
    logStream: record.settings.logs?.streamName ?? uuidOf(record.id),
    startTime: record.startedAt,
    batchIdentifier: input.batchIdentifier,
    source: of(fetched.primary, folders.primary, settings.sourceVersion),
    secondarySources: Object.entries(folders.secondary).map(([identifier, folder]) => ({
      identifier,
      ...of(fetched.secondary[identifier] ?? {}, folder, secondaryVersion(session, identifier)),
    })),
    webhook: input.webhook,
  }
}

/** Credentials of the build's role, unless the build has some of its own. */
async function credentials(
  session: BuildSession,
  values: Readonly<Record<string, string>>,
): Promise<{ variables: Record<string, string>; secrets: string[] }> {
  if (values.AWS_ACCESS_KEY_ID !== undefined || values.AWS_PROFILE !== undefined) return { variables: {}, secrets: [] }
  const { deps, scope, input, record } = session
  const durationSeconds = input.settings.timeoutInMinutes * 60 + SPARE
  const asked = { ...scope, role: input.role, sessionName: sessionName(record), durationSeconds }
  const found = await deps.roles.credentials(asked)
  if ('refused' in found) throw refusedRole(found)
  const { accessKeyId, secretAccessKey, sessionToken } = found
  return {
    variables: {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
    secrets: [accessKeyId, secretAccessKey, sessionToken],
  }
}

/** What makes `aws` speak to this control plane. */
async function controlPlane({ deps, folder }: BuildSession, control: string): Promise<Record<string, string>> {
  const { endpoint, ca } = deps.controlPlane()
  if (ca === undefined) return { AWS_ENDPOINT_URL: endpoint }
  await writeFile(join(folder.control, 'ca.pem'), ca, { mode: 0o644 })
  return { AWS_ENDPOINT_URL: endpoint, AWS_CA_BUNDLE: join(control, 'ca.pem') }
}
