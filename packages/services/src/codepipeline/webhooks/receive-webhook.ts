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
import { webhookArn } from '../rules/arns.ts'
import { placedActions } from '../rules/pipeline.ts'
import { variablesAtStart } from '../rules/variables/pipeline-variables.ts'
import { matchesFilters } from '../rules/webhooks/matches-filters.ts'
import { type Headers, isSigned } from '../rules/webhooks/signature.ts'
import { isInRange } from '../rules/webhooks/webhook.ts'
import { startExecution } from '../runs/start-execution.ts'
import { codepipelineState } from '../state/state.ts'
import type { Scope } from '../state/tables.ts'
import { type WebhookRecord, webhookAt } from '../state/webhooks.ts'
import { pushedRevisions } from '../triggers/pushed-revisions.ts'

export interface WebhookDeps {
  store: Store
  engine: Pick<Engine, 'start'>
  clock: Clock
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
  pipelineExecutionId?: string
}

type Found = WebhookRecord & Scope

/**
 * Takes one delivery to a webhook: whoever knows the address may call, as far as the webhook's authentication lets them.
 * An event that its filters let through starts an execution. Everything is logged; no answer tells a secret.
 */
export async function receiveWebhook(
  deps: Receiver,
  head: WebhookHead,
  body: AsyncIterable<Uint8Array>,
): Promise<WebhookAnswer> {
  const log = deps.log.child({ ip: head.ip, delivery: deliveryOf(head)?.slice(0, 100) })
  const answered = (answer: WebhookAnswer, webhook?: string): WebhookAnswer => {
    const { status, message: outcome, pipelineExecutionId } = answer
    const fields = { webhook, status, outcome, pipelineExecutionId }
    if (status < 400) log.info(fields, 'webhook called')
    else log.warn(fields, 'webhook refused')
    return answer
  }
  if (head.method !== 'POST') return answered({ status: 405, message: 'Webhooks are called with POST' })
  const found = await webhookAt(deps.store.db, deps.sealing, head.address)
  if (!found) return answered({ status: 404, message: 'There is no webhook with this address' })
  const arn = webhookArn(found, found.webhook.name)
  const { authentication, allowedIpRange = '' } = found.webhook
  if (authentication === 'IP' && !isInRange(allowedIpRange, head.ip)) {
    return answered({ status: 403, message: 'The webhook does not take calls from this address' }, arn)
  }
  return deps.bodies.read(body, Number(head.headers['content-length'] ?? 0), async (bytes) => {
    if (typeof bytes === 'string') return answered(BODY_REFUSALS[bytes], arn)
    if (authentication === 'GITHUB_HMAC' && !isSigned(bytes, head.headers, found.secret ?? '')) {
      return answered({ status: 403, message: 'The signature is missing or wrong' }, arn)
    }
    const event = parseEvent(bytes, head.headers)
    if (event === undefined) return answered({ status: 400, message: 'The body is not JSON' }, arn)
    return answered(await take(deps, found, head, bytes, event), arn)
  })
}

/** GitHub sends JSON, or a form with JSON in it, as its hook is set up. */
function parseEvent(bytes: Uint8Array, headers: Headers): unknown {
  const text = Buffer.from(bytes).toString('utf8')
  const isForm = String(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  try {
    return JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text)
  } catch {
    return undefined
  }
}

/** The delivery is trusted: starts an execution, or says why not. */
async function take(
  deps: WebhookDeps,
  found: Found,
  head: WebhookHead,
  bytes: Uint8Array,
  event: unknown,
): Promise<WebhookAnswer> {
  try {
    return await deps.store.transaction((db) => start(deps, db, found, head, bytes, event))
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const { code, message } = error
    const now = deps.clock.now()
    await deps.store.transaction((db) =>
      codepipelineState(db, found, deps.sealing).webhooks.recordTrigger(found.id, now, { code, message }),
    )
    // Nothing was taken, so the delivery may be sent again.
    return { status: 409, message: `${code}: ${message}` }
  }
}

async function start(
  deps: WebhookDeps,
  db: Database,
  found: Found,
  head: WebhookHead,
  bytes: Uint8Array,
  event: unknown,
): Promise<WebhookAnswer> {
  const { webhooks, pipelines } = codepipelineState(db, found, deps.sealing)
  const { targetPipeline, targetAction, filters, name } = found.webhook
  const pipeline = await pipelines.find(targetPipeline)
  const placed = pipeline ? placedActions(pipeline.definition) : []
  const target = placed.find(({ stageIndex, action }) => stageIndex === 0 && action.name === targetAction)
  if (!pipeline || !target) return { status: 200, message: `Ignored: no pipeline has its source '${targetAction}'` }
  if (!matchesFilters(event, filters, target.action.configuration)) {
    return { status: 200, message: 'Ignored: the filters of the webhook do not match' }
  }
  const now = deps.clock.now()
  if (!(await webhooks.takeDelivery(found.id, marksOf(found, head, bytes), now))) {
    return { status: 200, message: 'Ignored: this delivery was taken before' }
  }
  const isSignedByGithub = found.webhook.authentication === 'GITHUB_HMAC'
  const sourceRevisions = isSignedByGithub ? await pushedRevisions(db, found, pipeline, target.action, event) : []
  if (sourceRevisions === 'seen')
    return { status: 200, message: 'Ignored: this commit has started the pipeline already' }
  const pipelineExecutionId = await startExecution(deps, db, found, pipeline, {
    trigger: { type: 'Webhook', detail: webhookArn(found, name) },
    variables: variablesAtStart(pipeline.definition.variables ?? [], []),
    sourceRevisions,
  })
  await webhooks.recordTrigger(found.id, now)
  return { status: 200, message: 'Started', pipelineExecutionId }
}

/**
 * By what a delivery that is sent again is known: the id that GitHub gives it and, since that is not signed, what was
 * signed. A sender that signs the same text twice has to put something into it that changes.
 */
function marksOf({ webhook }: Found, head: WebhookHead, bytes: Uint8Array): string[] {
  const digest = createHash('sha256').update(bytes).digest('hex')
  const signed = webhook.authentication === 'GITHUB_HMAC' ? [`body/${digest}`] : []
  const id = deliveryOf(head)
  return id === undefined ? signed : [`id/${createHash('sha256').update(id).digest('hex')}`, ...signed]
}

const deliveryOf = ({ headers }: WebhookHead): string | undefined => {
  const id = headers['x-github-delivery']
  return typeof id === 'string' ? id : undefined
}
