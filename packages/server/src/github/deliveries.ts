import { createHmac } from 'node:crypto'
import type { Clock, Ids, Logger, SealingKey } from '@towpath/base'
import type { GitRepositories, PushEvent } from '@towpath/git'
import { findByPath } from '@towpath/services/codecommit/index.ts'
import type { Store } from '@towpath/storage'
import { pushPayload } from './push-payload.ts'
import { claimDeliveries, type Delivery, nextDelivery, queueDelivery, settleDelivery } from './state/deliveries.ts'
import { hooksOf, hookTarget } from './state/hooks.ts'

export interface DeliveriesDeps {
  store: Store
  repositories: GitRepositories
  sealing: SealingKey
  clock: Clock
  ids: Ids
  log: Logger
  fetch: typeof globalThis.fetch
  /** After which times a delivery that failed is tried again, in milliseconds. */
  delays?: readonly number[]
}

/** Sends webhooks of embedded repositories. */
export interface Deliveries {
  start(): void
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

const DELAYS = [10_000, 60_000, 300_000, 1_800_000]

/** GitHub waits as long for an answer. */
const TIMEOUT = 10_000
const AT_ONCE = 8
/** How long nobody else takes up what one process is sending: all of a lot may go to one slow receiver. */
const LEASE = 2 * AT_ONCE * TIMEOUT
const LONGEST_SLEEP = 60_000

/** Channel on which it is told that something is to be sent. */
const CHANNEL = 'github.deliveries'

export function createDeliveries(deps: DeliveriesDeps): Deliveries {
  const { store, clock, log } = deps
  const closing = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false
  let unlisten: (() => void)[] = []
  /** Pushes are told in the order in which they came. */
  let queued: Promise<void> = Promise.resolve()

  const wake = () => {
    again = true
    running ??= work().finally(() => {
      running = undefined
    })
  }
  async function work(): Promise<void> {
    while (again && !closing.signal.aborted) {
      again = false
      await sendDue(deps, closing.signal).catch((err: unknown) => log.error({ err }, 'webhooks could not be sent'))
    }
    if (closing.signal.aborted) return
    const due = await nextDelivery(store.db).catch(() => undefined)
    const wait = due === undefined ? LONGEST_SLEEP : Math.min(Math.max(due - clock.now(), 50), LONGEST_SLEEP)
    clearTimeout(timer)
    timer = setTimeout(wake, wait).unref()
  }
  const pushed = (event: PushEvent) => {
    queued = queued
      .then(() => queue(deps, event))
      .catch((err: unknown) => log.error({ err, repository: event.repository }, 'webhooks of a push could not be made'))
      .then(wake)
  }

  return {
    start() {
      unlisten = [deps.repositories.onPush(pushed), store.listen(CHANNEL, wake)]
      wake()
    },
    async stop() {
      for (const end of unlisten) end()
      closing.abort()
      clearTimeout(timer)
      await queued
      await running
    },
  }
}

async function queue(deps: DeliveriesDeps, { repository, changes }: PushEvent): Promise<void> {
  const [owner = '', name = ''] = repository.split('/')
  const row = await findByPath(deps.store.db, owner, name)
  const hooks = row ? await hooksOf(deps.store.db, row.id) : []
  const concerned = hooks.filter(({ active, events }) => active && (events.includes('push') || events.includes('*')))
  if (!row || concerned.length === 0) return
  const told = changesTold(changes)
  if (told.length < changes.length) {
    deps.log.warn({ repository, changes: changes.length, told: told.length }, 'a push is too large for webhooks')
  }
  // One after the other: what all of them change may be more than memory holds.
  for (const change of told) {
    const payload = JSON.stringify(await pushPayload(deps.repositories, row, change))
    const at = deps.clock.now()
    await deps.store.transaction(async (db) => {
      for (const hook of concerned) {
        const delivery = { id: deps.ids.uuid(), event: 'push', payload, at }
        await queueDelivery(db, { repositoryId: row.id, hookId: hook.id }, delivery)
      }
    })
  }
}

/**
 * What GitHub tells of one push: nothing of tags when there are more than three, and of branches when there are more than
 * a few thousand. Ours stops earlier: each of them is some work with git.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#push
 */
function changesTold(changes: PushEvent['changes']): PushEvent['changes'] {
  const [tags, branches] = [changes.filter(isTag), changes.filter((change) => !isTag(change))]
  return changes.filter((change) => (isTag(change) ? tags.length <= MOST_TAGS : branches.length <= MOST_BRANCHES))
}

const isTag = ({ ref }: PushEvent['changes'][number]) => ref.startsWith('refs/tags/')
const MOST_TAGS = 3
const MOST_BRANCHES = 200

async function sendDue(deps: DeliveriesDeps, signal: AbortSignal): Promise<void> {
  const { store, clock } = deps
  for (;;) {
    const now = clock.now()
    const due = await store.transaction((db) => claimDeliveries(db, now, now + LEASE, AT_ONCE))
    if (due.length === 0 || signal.aborted) return
    // Those of one hook go in their order; hooks do not wait for each other.
    const lines = Map.groupBy(due, ({ repositoryId, hookId }) => `${repositoryId} ${hookId}`)
    await Promise.all([...lines.values()].map((line) => sendLine(deps, line, signal)))
  }
}

async function sendLine(deps: DeliveriesDeps, line: Delivery[], signal: AbortSignal): Promise<void> {
  for (const delivery of line) {
    const failed = await attempt(deps, delivery, signal)
    // Cut off by the end of the process: another one takes it up.
    if (signal.aborted) return
    const delay = failed === undefined ? undefined : (deps.delays ?? DELAYS)[delivery.attempts]
    const againAt = delay === undefined ? undefined : deps.clock.now() + delay
    if (failed !== undefined) {
      const about = { hook: delivery.hookId, delivery: delivery.id, failed, again: againAt !== undefined }
      deps.log.warn(about, 'a webhook could not be delivered')
    }
    await deps.store.transaction((db) => settleDelivery(db, delivery, againAt))
  }
}

/** Undefined: delivered, or nobody wants it any more. Otherwise why not, without the answer's content. */
async function attempt(deps: DeliveriesDeps, delivery: Delivery, signal: AbortSignal): Promise<string | undefined> {
  const target = await hookTarget(deps.store.db, deps.sealing, delivery.repositoryId, delivery.hookId)
  if (!target) return undefined
  const signature = target.secret && createHmac('sha256', target.secret).update(delivery.payload).digest('hex')
  try {
    const response = await deps.fetch(target.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/towpath',
        'x-github-event': delivery.event,
        'x-github-delivery': delivery.id,
        'x-github-hook-id': String(delivery.hookId),
        ...(signature ? { 'x-hub-signature-256': `sha256=${signature}` } : {}),
      },
      body: delivery.payload,
    })
    await response.body?.cancel()
    return response.ok ? undefined : `status ${response.status}`
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.name) : 'unknown'
  }
}
