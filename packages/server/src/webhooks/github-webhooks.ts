import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock, Logger } from '@towpath/base'
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
 * The largest body that is read: GitHub sends none that is larger, and one that was refused would be a push that only
 * polling finds. Nothing is read for an address that is no connection's, and few bodies at a time.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
 */
const BODY_LIMIT = 25 * 1024 * 1024
const AT_ONCE = 8

const PATH = /^\/webhooks\/github\/([0-9a-f-]{36})\/?$/
const SIGNATURE = /^sha256=([0-9a-f]{64})$/

/** Answers `/webhooks/github/CONNECTION`: what GitHub tells of the repositories of a connection. */
export function githubWebhooks(deps: GithubWebhooksDeps): Handler {
  /** Bodies that are read or acted upon just now, by signature. */
  const underWay = new Set<string>()
  let reading = 0

  return async (req, res) => {
    const id = PATH.exec((req.url ?? '').split('?', 1)[0] ?? '')?.[1]
    const connection = id === undefined ? undefined : await deps.connection(id)
    if (id === undefined || !connection) {
      deps.log.warn({ connection: id }, 'a webhook came for no connection')
      return answer(res, 404, 'There is no such connection, or it was not completed')
    }
    if (req.method !== 'POST') return answer(res, 405, 'Webhooks are sent with POST')
    const signature = SIGNATURE.exec(String(req.headers['x-hub-signature-256'] ?? ''))?.[1]
    if (signature === undefined) return answer(res, 401, 'X-Hub-Signature-256 is missing; give the webhook its secret')
    if (Number(req.headers['content-length'] ?? 0) > BODY_LIMIT) return answer(res, 413, 'The body is too large')
    if (reading >= AT_ONCE) return answer(res, 503, 'Too many webhooks at once; deliver this one again')

    reading += 1
    const body = await bodyOf(req).finally(() => {
      reading -= 1
    })
    if (body === 'cut off') return
    if (body === undefined) return answer(res, 413, 'The body is too large')
    const expected = createHmac('sha256', connection.secret).update(body).digest()
    if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) {
      deps.log.warn({ connection: id }, 'a webhook was not signed with the secret of its connection')
      return answer(
        res,
        401,
        'X-Hub-Signature-256 does not fit: the secret of the webhook is not that of the connection',
      )
    }
    const key = `${id} ${signature}`
    if (underWay.has(key)) return answer(res, 202, 'This delivery is being taken')
    underWay.add(key)
    try {
      await take(deps, connection, { req, res, id, body, signature })
    } finally {
      underWay.delete(key)
    }
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
    return answer(res, 200, 'This delivery was taken before')
  }
  const event = String(req.headers['x-github-event'] ?? '')
  const about = { connection: id, delivery, event: event.slice(0, 100) }
  if (event === 'ping') return answer(res, 200, 'pong')
  if (event !== 'push' && event !== 'pull_request') return answer(res, 202, 'Nobody waits for events of that kind')
  const payload = parse(body)
  const push = event === 'push' ? readPush(payload, { account, connectionArn }) : undefined
  const pull = event === 'pull_request' ? readPullRequest(payload, { account, connectionArn }) : undefined
  if (push === 'unreadable' || pull === 'unreadable') {
    log.warn(about, 'a webhook has no content that its event should have')
    return answer(res, 400, `The body is not what a ${event} event has; it must be sent as application/json`)
  }
  if (push) await deps.pushed(push)
  if (pull) await deps.pullRequest(pull)
  const now = clock.now()
  await store.transaction(async (db) => {
    await markReceived(db, id, marks, now)
    await forgetOld(db, now)
  })
  log.info({ ...about, repository: (push ?? pull)?.repository }, 'a webhook was taken')
  return answer(res, push || pull ? 200 : 202, push || pull ? 'Taken' : 'Nobody waits for that')
}

/** Undefined when it is too large. */
async function bodyOf(req: IncomingMessage): Promise<Buffer | 'cut off' | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    // Left alone when it is too large: destroyed, it would take the connection and our answer with it.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > BODY_LIMIT) return undefined
      chunks.push(chunk)
    }
  } catch {
    // The sender went away: there is nobody to tell.
    return 'cut off'
  }
  return Buffer.concat(chunks)
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function answer(res: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ message })
  res.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    // The rest of a body that was not read would be taken for the next request.
    ...(status >= 400 ? { Connection: 'close' } : {}),
  })
  res.end(body)
}
