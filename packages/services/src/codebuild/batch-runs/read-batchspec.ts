import { mkdir, mkdtemp, open, realpath, rm } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { ServiceError } from '@towpath/base'
import { batchGroups } from '../batch/batch-groups.ts'
import { buildspecLocation } from '../buildspec/location.ts'
import { parseBuildspec } from '../buildspec/parse.ts'
import { buildspecMissing, type PhaseContext, yamlFileError } from '../buildspec/problem.ts'
import type { BuildRoles, RoleCalls } from '../ports/build-roles.ts'
import { ownerOf, projectArn } from '../rules/arns.ts'
import { type BatchInput, batchSession } from '../rules/batch-input.ts'
import type { BatchCommand, BatchFact } from '../rules/batch-lifecycle.ts'
import { restricted } from '../rules/batch-restrictions.ts'
import { type FetchSourceDeps, fetchSource } from './fetch-source.ts'

/** Longest buildspec that is read, in bytes. */
const LONGEST = 1024 * 1024

type Deps = FetchSourceDeps & {
  roles: Pick<BuildRoles, 'assume'>
  /** Where sources are fetched to, for as long as the specification is read. Exists. */
  buildsFolder: string
}

type Command = Pick<BatchCommand, 'account' | 'region' | 'batchId'>
type Found = { text: string; resolvedSourceVersion?: string } | { contexts: PhaseContext[] }

/** What a batch comes to: its buildspec is found, read, and held against what the project allows. */
export async function readBatchspec(
  deps: Deps,
  command: Command,
  input: BatchInput,
  signal: AbortSignal,
): Promise<BatchFact> {
  const failed = (...contexts: PhaseContext[]): BatchFact => ({ type: 'batchspec-failed', contexts })
  const refusal = await mayStartBuilds(deps, command, input)
  if (refusal) return failed(refusal)
  const found = await batchspec(deps, command, input, signal)
  if ('contexts' in found) return failed(...found.contexts)

  const parsed = parseBuildspec(found.text)
  if ('problem' in parsed) return failed(parsed.problem)
  const { batch } = parsed.buildspec
  if (!batch) return failed(yamlFileError('Invalid buildspec: a batch build needs the key batch'))
  const ordered = batchGroups(batch)
  if ('problem' in ordered) return failed(ordered.problem)
  const { computeType } = input.build.settings.environment
  const restriction = restricted(input.config.restrictions ?? {}, ordered.groups, computeType)
  if (restriction) return failed(restriction)
  const { resolvedSourceVersion } = found
  return { type: 'batchspec-ready', groups: ordered.groups, fastFail: batch.fastFail, resolvedSourceVersion }
}

/** The builds are started with the role of the batch, which has to be allowed to (documented). */
async function mayStartBuilds({ roles }: Deps, command: Command, input: BatchInput): Promise<PhaseContext | undefined> {
  const arn = projectArn(command, ownerOf(command.batchId))
  const roleArn = input.config.serviceRole
  const role = await roles.assume({
    role: { type: 'service', roleArn, sourceArn: arn },
    account: command.account,
    region: command.region,
    sessionName: batchSession(command.batchId),
  })
  if ('refused' in role) return denied(`CodeBuild is not authorized to perform: sts:AssumeRole on ${roleArn}`)
  if (await role.may('codebuild:StartBuild', arn)) return undefined
  return denied(`User: ${role.arn} is not authorized to perform: codebuild:StartBuild on resource: ${arn}`)
}

const denied = (message: string): PhaseContext => ({ statusCode: 'ACCESS_DENIED', message })
const clientError = (message: string): PhaseContext => ({ statusCode: 'CLIENT_ERROR', message })

async function batchspec(deps: Deps, command: Command, input: BatchInput, signal: AbortSignal): Promise<Found> {
  const { account, region, batchId } = command
  const location = buildspecLocation(input.build.settings.source.buildspec)
  // Where all is said already the first build to run finds out what the source is.
  if (location.type === 'inline') return { text: location.text }
  const sessionName = batchSession(batchId)
  const role = await deps.roles.assume({ role: input.build.role, account, region, sessionName })
  if ('refused' in role) {
    return { contexts: [denied(`CodeBuild is not authorized to perform: sts:AssumeRole on ${role.roleArn}`)] }
  }
  if (location.type === 's3') return fromS3(role, location, signal)

  const scratch = await mkdtemp(join(deps.buildsFolder, 'batch-'))
  const folder = join(scratch, 'source')
  try {
    await mkdir(folder)
    const fetched = await fetchSource(deps, { account, region, input: input.build, role, folder, signal })
    if ('contexts' in fetched) return fetched
    const text = await fileWithin(folder, location.path)
    return text === undefined ? { contexts: [buildspecMissing(location.path)] } : { text, ...fetched }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function fromS3(
  role: RoleCalls,
  { bucket, key }: { bucket: string; key: string },
  signal: AbortSignal,
): Promise<Found> {
  try {
    const { Body } = await role.call<{ Body: AsyncIterable<Uint8Array> }>(
      's3',
      'GetObject',
      { Bucket: bucket, Key: key },
      { signal },
    )
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of Body) {
      size += part.byteLength
      if (size > LONGEST) return { contexts: [yamlFileError(`s3://${bucket}/${key} is longer than ${LONGEST} bytes`)] }
      parts.push(part)
    }
    return { text: Buffer.concat(parts).toString('utf8') }
  } catch (error) {
    if (error instanceof ServiceError) return { contexts: [clientError(`${error.code}: ${error.message}`)] }
    throw error
  }
}

/** A file of a source, whose names and links are anybody's: it is only read where it lies within the folder. */
async function fileWithin(folder: string, path: string): Promise<string | undefined> {
  const real = await realpath(join(folder, path)).catch(() => undefined)
  if (real === undefined || !real.startsWith(`${await realpath(folder)}${sep}`)) return undefined
  const file = await open(real, 'r')
  try {
    const { size } = await file.stat()
    if (size > LONGEST) return undefined
    return await file.readFile('utf8')
  } catch {
    return undefined
  } finally {
    await file.close()
  }
}
