import { createHash } from 'node:crypto'
import {
  BODY_REFUSALS,
  type BoundedBodies,
  type Clock,
  type Ids,
  type Logger,
  type SealingKey,
  ServiceError,
  type WebhookHead,
} from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Database, Store } from '@towpath/storage'
import { startBatch } from '../batch-runs/start-batch.ts'
import { projectArn } from '../rules/arns.ts'
import type { BuildInput } from '../rules/build-input.ts'
import { settingsOfBuild } from '../rules/build-request.ts'
import { checkStart } from '../rules/check-start.ts'
import { type HookEvent, hookEvent } from '../rules/webhooks/hook-event.ts'
import { matchesWebhook } from '../rules/webhooks/matches-webhook.ts'
import { isSigned } from '../rules/webhooks/signature.ts'
import { hookedSource, needsApproval } from '../rules/webhooks/webhook-settings.ts'
import { startBuild } from '../runs/start-build.ts'
import { Projects, type StoredProject } from '../state/projects.ts'
import type { Scope } from '../state/tables.ts'
import { type StoredWebhook, takeDelivery, webhookAt } from '../state/webhooks.ts'

export interface WebhookDeps {
  store: Store
  engine: Pick<Engine, 'start'>
  clock: Pick<Clock, 'now'>
  ids: Ids
  sealing: SealingKey
  log: Logger
}

/** Bodies of all deliveries are read through one and the same. */
export type Receiver = WebhookDeps & { bodies: BoundedBodies }

export interface WebhookAnswer {
  status: number
  /** For people who look at deliveries. */
  message: string
  /** Of the build or batch that was started. */
  id?: string
}

type Found = StoredWebhook & Scope

/**
 * Takes one delivery to a webhook. Nothing of it is looked at before its signature. An event that the filters let through
 * starts a build or a batch. Everything is logged; no answer tells a secret.
 */
export async function receiveWebhook(
  deps: Receiver,
  head: WebhookHead,
  body: AsyncIterable<Uint8Array>,
): Promise<WebhookAnswer> {
  const answered = (answer: WebhookAnswer, project?: string): WebhookAnswer => {
    const { status, message: outcome, id } = answer
    const fields = {
      ip: head.ip,
      delivery: header(head, 'x-github-delivery').slice(0, 100),
      project,
      status,
      outcome,
      id,
    }
    if (status < 400) deps.log.info(fields, 'webhook called')
    else deps.log.warn(fields, 'webhook refused')
    return answer
  }
  if (head.method !== 'POST') return answered({ status: 405, message: 'Webhooks are called with POST' })
  const found = await webhookAt(deps.store.db, deps.sealing, head.address)
  if (!found) return answered({ status: 404, message: 'There is no webhook with this address' })
  const arn = projectArn(found, found.projectName)
  return deps.bodies.read(body, Number(head.headers['content-length'] ?? 0), async (bytes) => {
    if (typeof bytes === 'string') return answered(BODY_REFUSALS[bytes], arn)
    if (!isSigned(bytes, head.headers['x-hub-signature-256'], found.secret)) {
      return answered({ status: 403, message: 'The signature is missing or wrong' }, arn)
    }
    const event = parsed(bytes)
    if (event === undefined) return answered({ status: 400, message: 'The body is not JSON' }, arn)
    return answered(await take(deps, found, head, bytes, event), arn)
  })
}

const header = ({ headers }: WebhookHead, name: string): string => {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

const ignored = (why: string): WebhookAnswer => ({ status: 200, message: `Ignored: ${why}` })

/** The delivery is trusted: starts a build, or says why not. */
async function take(
  deps: WebhookDeps,
  found: Found,
  head: WebhookHead,
  bytes: Uint8Array,
  body: unknown,
): Promise<WebhookAnswer> {
  const name = header(head, 'x-github-event')
  if (name === 'ping') return { status: 200, message: 'Pong' }
  const event = hookEvent(name, body)
  if (!event) return ignored('this event builds nothing')
  if (!matchesWebhook(found.settings, event)) return ignored('the filters of the webhook do not match')
  if (needsApproval(found.settings, event)) return ignored('this pull request needs an approval')
  try {
    return await deps.store.transaction((db) => start(deps, db, found, marksOf(head, bytes), event))
  } catch (error) {
    // Nothing was taken, so the delivery may be sent again.
    if (error instanceof ServiceError) return { status: 409, message: `${error.code}: ${error.message}` }
    throw error
  }
}

async function start(
  deps: WebhookDeps,
  db: Database,
  found: Found,
  marks: string[],
  event: HookEvent,
): Promise<WebhookAnswer> {
  const project = await new Projects(db, found).find(found.projectName)
  if (!project) return ignored('the project is gone')
  const { repository } = hookedSource(project.settings.source)
  if (repository.toLowerCase() !== event.repository.toLowerCase()) return ignored('this is not the repository')
  const at = deps.clock.now()
  if (!(await takeDelivery(db, found.address, marks, at))) return ignored('this delivery was taken before')

  const input = inputOf(found, project, event)
  const initiator = `GitHub-Hookshot/${createHash('sha256').update(found.address).digest('hex').slice(0, 7)}`
  const common = { projectName: project.name, initiator, at }
  if (found.settings.buildType !== 'BUILD_BATCH') {
    const { id } = await startBuild(deps, db, found, { ...common, input })
    return { status: 200, message: 'Started', id }
  }
  const { serviceRole, ...config } = project.settings.buildBatchConfig ?? {}
  if (!serviceRole) return ignored('the project has no service role for batches')
  const batch = { build: input, config: { ...config, serviceRole }, debugSession: false }
  const { id } = await startBatch(deps, db, found, { ...common, input: batch })
  return { status: 200, message: 'Started', id }
}

function inputOf(found: Found, { name, settings }: StoredProject, event: HookEvent): BuildInput {
  const own = checkStart(settingsOfBuild(settings, { sourceVersion: event.sourceVersion }), {})
  const role = { type: 'service' as const, roleArn: own.serviceRole, sourceArn: projectArn(found, name) }
  return { settings: own, role, webhook: event.variables }
}

/**
 * By what a delivery that is sent again is known: the id that GitHub gives it and, since that is not signed, what was
 * signed.
 */
function marksOf(head: WebhookHead, bytes: Uint8Array): string[] {
  const digest = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')
  const id = header(head, 'x-github-delivery')
  return [`body/${digest(bytes)}`, ...(id === '' ? [] : [`id/${digest(id)}`])]
}
