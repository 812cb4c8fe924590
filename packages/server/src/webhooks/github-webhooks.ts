import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { arrivingBody, BODY_REFUSALS, type BodyLimits, boundedBodies, type Clock, type Logger } from '@towpath/base'
import type { PullRequestChanged, RepositoryPushed } from '@towpath/services/codepipeline/triggers/events.ts'
import type { Store } from '@towpath/storage'
import type { Handler } from '../http/routes.ts'
import { readPullRequest, readPush } from './github-events.ts'
import { forgetOld, markReceived, wasReceived } from './received.ts'

export interface GithubWebhooksDeps {
  store: Store
  clock: Clock
  log: Logger
  /** The connection that a webhook's address names, and the secret that its bodies are signed with. */
  connection(
    id: string,
  ): Promise<{ account: string; region: string; connectionArn: string; secret: string } | undefined>
  pushed(event: RepositoryPushed): Promise<void>
  pullRequest(event: PullRequestChanged): Promise<void>
}

/**
 * GitHub sends no body that is larger, and one that was refused would be a push that only polling finds. It does not wait
 * for longer than 10 seconds. Nothing is read for an address that is no connection's.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
 */
const BODY_LIMITS: BodyLimits = { each: 25 * 1024 * 1024, together: 64 * 1024 * 1024, time: 10_000 }

const PATH = /^\/webhooks\/github\/([0-9a-f-]{36})\/?$/
const SIGNATURE = /^sha256=([0-9a-f]{64})$/

/** Answers `/webhooks/github/CONNECTION`: what GitHub tells of the repositories of a connection. */
export function githubWebhooks(deps: GithubWebhooksDeps): Handler {
  const bodies = boundedBodies(BODY_LIMITS)
  /** Bodies that are acted upon just now, by signature. */
  const underWay = new Set<string>()

  return async (req, res) => {
    const id = PATH.exec((req.url ?? '').split('?', 1)[0] ?? '')?.[1]
    const connection = id === undefined ? undefined : await deps.connection(id)
    const refuse = (status: number, message: string) => {
      const ip = req.socket.remoteAddress
      deps.log.warn({ connection: id, ip, status, outcome: message }, 'webhook refused')
      answer(req, res, status, message)
    }
    if (id === undefined || !connection) return refuse(404, 'There is no such connection, or it was not completed')
    if (req.method !== 'POST') return refuse(405, 'Webhooks are sent with POST')
    const signature = SIGNATURE.exec(String(req.headers['x-hub-signature-256'] ?? ''))?.[1]
    if (signature === undefined) return refuse(401, 'X-Hub-Signature-256 is missing; give the webhook its secret')

    await bodies.read(arrivingBody(req, res), Number(req.headers['content-length'] ?? 0), async (body) => {
      if (typeof body === 'string') return refuse(BODY_REFUSALS[body].status, BODY_REFUSALS[body].message)
      const expected = createHmac('sha256', connection.secret).update(body).digest()
      if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) {
        return refuse(401, 'X-Hub-Signature-256 does not fit: the secret of the webhook is not that of the connection')
      }
      const key = `${id} ${signature}`
      if (underWay.has(key)) return answer(req, res, 202, 'This delivery is being taken')
      underWay.add(key)
      try {
        await take(deps, connection, { req, res, id, body, signature })
      } finally {
        underWay.delete(key)
      }
    })
  }
}

interface Received {
  req: IncomingMessage
  res: ServerResponse
  /** Of the connection. */
  id: string
  body: Buffer
  signature: string
}

async function take(
  deps: GithubWebhooksDeps,
  { account, connectionArn }: { account: string; connectionArn: string },
  { req, res, id, body, signature }: Received,
): Promise<void> {
  const { store, clock, log } = deps
  const delivery = String(req.headers['x-github-delivery'] ?? '').slice(0, 100)
  // The header of the delivery is not signed; who plays a body back may change it, but not what the body is signed with.
  const marks = [signature, ...(delivery === '' ? [] : [delivery])]
  if (await wasReceived(store.db, id, marks)) {
    log.info({ connection: id, delivery }, 'a webhook came a second time')
    return answer(req, res, 200, 'This delivery was taken before')
  }
  const event = String(req.headers['x-github-event'] ?? '')
  const about = { connection: id, delivery, event: event.slice(0, 100) }
  if (event === 'ping') return answer(req, res, 200, 'pong')
  if (event !== 'push' && event !== 'pull_request') return answer(req, res, 202, 'Nobody waits for events of that kind')
  const payload = parse(body)
  const push = event === 'push' ? readPush(payload, { account, connectionArn }) : undefined
  const pull = event === 'pull_request' ? readPullRequest(payload, { account, connectionArn }) : undefined
  if (push === 'unreadable' || pull === 'unreadable') {
    log.warn(about, 'a webhook has no content that its event should have')
    return answer(req, res, 400, `The body is not what a ${event} event has; it must be sent as application/json`)
  }
  if (push) await deps.pushed(push)
  if (pull) await deps.pullRequest(pull)
  const now = clock.now()
  await store.transaction(async (db) => {
    await markReceived(db, id, marks, now)
    await forgetOld(db, now)
  })
  log.info({ ...about, repository: (push ?? pull)?.repository }, 'a webhook was taken')
  return answer(req, res, push || pull ? 200 : 202, push || pull ? 'Taken' : 'Nobody waits for that')
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function answer(req: IncomingMessage, res: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ message })
  res.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    // The rest of a body that was not read would be taken for the next request.
    ...(req.complete ? {} : { Connection: 'close' }),
  })
  res.end(body)
}
