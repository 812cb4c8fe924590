import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ServiceError } from '@towpath/base'
import { type Entry, type ZipFile as OpenZip, openPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import { artifactLocation } from '../artifacts/artifact-location.ts'
import type { PhaseContext } from '../buildspec/problem.ts'
import type { BuildRoles, RoleCalls } from '../ports/build-roles.ts'
import { ownerOf } from '../rules/arns.ts'
import { type BatchInput, batchSession } from '../rules/batch-input.ts'
import type { BatchCommand, BatchFact } from '../rules/batch-lifecycle.ts'
import { type PartialArtifact, partialArtifact } from '../rules/child-build.ts'
import { putFile } from '../runs/files/put-file.ts'
import { Batches } from '../state/batches.ts'
import type { BatchRunDeps } from './batch-run.ts'

/** What all parts together may come to, packed, and their entries. */
const MOST_BYTES = 10 * 1024 ** 3
const MOST_ENTRIES = 500_000

type Deps = Pick<BatchRunDeps, 'store' | 'roles' | 'buildsFolder'>
type Command = Pick<BatchCommand, 'account' | 'region' | 'batchId'>

/** Parts that do not fit together, or are no zips: the batch fails and says why. */
class CombiningProblem extends Error {}

/**
 * Puts the artifacts of a batch's builds together in one zip where the project wants it. Files of the same name: that of the
 * build which stands later in the specification stays.
 */
export async function combineArtifacts(
  deps: Deps,
  command: Command,
  input: BatchInput,
  signal: AbortSignal,
): Promise<BatchFact> {
  const failed = (message: string): BatchFact => {
    const context: PhaseContext = { statusCode: 'CLIENT_ERROR', message }
    return { type: 'combining-failed', contexts: [context] }
  }
  const role = await assume(deps.roles, command, input)
  if ('refused' in role) return failed(`CodeBuild is not authorized to perform: sts:AssumeRole on ${role.roleArn}`)
  const target = targetOf(command, input)
  if (!target) return { type: 'artifacts-combined' }
  const folder = await mkdtemp(join(deps.buildsFolder, 'combine-'))
  try {
    const parts = await partsOf(deps, command, input)
    const files = await fetchParts(role, parts, folder, signal)
    const zip = join(folder, 'all.zip')
    await merge(files, zip)
    await putFile(role, { bucket: target.bucket, key: target.key, file: zip, signal })
    // Only litter: what may not be deleted stays.
    for (const { bucket, key } of parts) {
      await role.call('s3', 'DeleteObject', { Bucket: bucket, Key: key }, { signal }).catch(() => undefined)
    }
    return { type: 'artifacts-combined' }
  } catch (error) {
    if (error instanceof ServiceError) return failed(`${error.code}: ${error.message}`)
    if (error instanceof CombiningProblem) return failed(error.message)
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const assume = (roles: Pick<BuildRoles, 'assume'>, { account, region, batchId }: Command, { build }: BatchInput) =>
  roles.assume({ role: build.role, account, region, sessionName: batchSession(batchId) })

/** Where the one artifact goes. It is a zip, whatever the packaging of the project. */
function targetOf({ batchId }: Command, { build }: BatchInput): PartialArtifact | undefined {
  const { artifacts } = build.settings
  if (artifacts.type === 'CODEPIPELINE') {
    return artifacts.location && artifacts.path ? { bucket: artifacts.location, key: artifacts.path } : undefined
  }
  const naming = { projectName: ownerOf(batchId), buildUuid: batchId.slice(-36) }
  const location = artifactLocation({ ...artifacts, packaging: 'ZIP' }, naming)
  return location?.packaging === 'ZIP' ? { bucket: location.bucket, key: location.key } : undefined
}

/** The parts of the builds that succeeded, in the order of the specification. */
async function partsOf({ store }: Deps, command: Command, input: BatchInput): Promise<PartialArtifact[]> {
  const batch = await new Batches(store.db, command).find(command.batchId)
  const good = batch?.groups.filter(({ build }) => build === 'SUCCEEDED') ?? []
  return good.flatMap(({ group }) => {
    const part = partialArtifact(input.build.settings.artifacts, command.batchId, group.identifier)
    return part ? [part] : []
  })
}

/** A build whose buildspec has no artifacts leaves no part. */
async function fetchParts(
  role: RoleCalls,
  parts: PartialArtifact[],
  folder: string,
  signal: AbortSignal,
): Promise<string[]> {
  const files: string[] = []
  let left = MOST_BYTES
  for (const [index, { bucket, key }] of parts.entries()) {
    const body = await getObject(role, { bucket, key }, signal)
    if (!body) continue
    const file = join(folder, `${index}.zip`)
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        left -= chunk.length
        if (left < 0) done(new CombiningProblem(`The artifacts have more than ${MOST_BYTES} bytes together.`))
        else done(null, chunk)
      },
    })
    await pipeline(Readable.from(body), counted, createWriteStream(file), { signal })
    files.push(file)
  }
  return files
}

async function getObject(role: RoleCalls, { bucket, key }: PartialArtifact, signal: AbortSignal) {
  try {
    const input = { Bucket: bucket, Key: key }
    const { Body } = await role.call<{ Body: AsyncIterable<Uint8Array> }>('s3', 'GetObject', input, { signal })
    return Body
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NoSuchKey') return undefined
    throw error
  }
}

/** One zip of several, entry by entry; nothing of them is ever unpacked to a path that they name. */
async function merge(files: string[], target: string): Promise<void> {
  const opened: OpenZip[] = []
  const zip = new ZipFile()
  try {
    const chosen = new Map<string, { from: OpenZip; entry: Entry }>()
    for (const file of files) {
      const from = await openPromise(file, { autoClose: false }).catch((error: Error) => {
        throw new CombiningProblem(`An artifact is no zip: ${error.message}`)
      })
      opened.push(from)
      for await (const entry of from.eachEntry()) chosen.set(entry.fileName, { from, entry })
      if (chosen.size > MOST_ENTRIES) throw new CombiningProblem(`The artifacts have more than ${MOST_ENTRIES} files.`)
    }
    const written = pipeline(zip.outputStream, createWriteStream(target))
    for (const [name, { from, entry }] of chosen) {
      const mode = (entry.externalFileAttributes >>> 16) & 0o177777
      const options = { mtime: entry.getLastModDate(), mode: mode === 0 ? 0o100644 : mode }
      if (name.endsWith('/')) zip.addEmptyDirectory(name, options)
      else zip.addReadStreamLazy(name, options, (ready) => from.openReadStream(entry, ready))
    }
    zip.end()
    await written
  } finally {
    for (const each of opened) each.close()
  }
}
