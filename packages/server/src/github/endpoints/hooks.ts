import { time } from '../answers.ts'
import { type ApiCall, type Endpoint, invalid, notFound, textOf } from '../api.ts'
import { queueDelivery } from '../state/deliveries.ts'
import { createHook, deleteHook, type Hook, hooksOf } from '../state/hooks.ts'

/** As many as GitHub lets a repository have. */
const MOST = 20

export const listHooks: Endpoint = {
  method: 'GET',
  path: '/hooks',
  needs: 'push',
  async run(call) {
    return { json: (await hooksOf(call.store.db, call.repository.id)).map((hook) => hookAnswer(call, hook)) }
  },
}

export const getHook: Endpoint = {
  method: 'GET',
  path: '/hooks/:',
  needs: 'push',
  async run(call) {
    const hook = (await hooksOf(call.store.db, call.repository.id)).find(({ id }) => String(id) === call.parts[0])
    if (!hook) throw notFound()
    return { json: hookAnswer(call, hook) }
  },
}

export const createHooks: Endpoint = {
  method: 'POST',
  path: '/hooks',
  needs: 'push',
  async run(call) {
    const { store, sealing, repository, clock, ids } = call
    const wanted = hookOf(call.body)
    const createdAt = clock.now()
    const hook = await store.transaction(async (db) => {
      const present = await hooksOf(db, repository.id)
      if (present.length >= MOST) throw invalid(`A repository has at most ${MOST} webhooks`)
      if (present.some(({ url }) => url === wanted.url)) throw invalid('Hook already exists on this repository')
      const made = await createHook(db, sealing, { ...wanted, repositoryId: repository.id, createdAt })
      const ping = { zen: 'Say it in a commit.', hook_id: made.id, hook: hookAnswer(call, made) }
      const delivery = { id: ids.uuid(), event: 'ping', payload: JSON.stringify(ping), at: createdAt }
      await queueDelivery(db, { repositoryId: repository.id, hookId: made.id }, delivery)
      return made
    })
    store.notify('github.deliveries', '')
    return { status: 201, json: hookAnswer(call, hook) }
  },
}

export const deleteHooks: Endpoint = {
  method: 'DELETE',
  path: '/hooks/:',
  needs: 'push',
  async run({ store, repository, parts }) {
    const gone = await store.transaction((db) => deleteHook(db, repository.id, Number(parts[0])))
    if (!gone) throw notFound()
    return { status: 204 }
  },
}

function hookOf(body: Record<string, unknown>): Pick<Hook, 'url' | 'events' | 'active'> & { secret?: string } {
  const config = (typeof body.config === 'object' && body.config !== null ? body.config : {}) as Record<string, unknown>
  const url = URL.parse(textOf(config, 'url') ?? '')
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.href.length > 2000) {
    throw invalid('config.url must be an http(s) address')
  }
  if (url.username || url.password) throw invalid('config.url may have no user and no password')
  if ((textOf(config, 'content_type') ?? 'json') !== 'json') throw invalid('config.content_type must be json')
  const events = body.events ?? ['push']
  if (
    !Array.isArray(events) ||
    events.length > 100 ||
    events.some((each) => typeof each !== 'string' || each.length > 100)
  ) {
    throw invalid('events must be a list of names')
  }
  const secret = textOf(config, 'secret') || undefined
  if (secret && secret.length > 1000) throw invalid('config.secret is too long')
  return { url: url.href, events, active: body.active !== false, secret }
}

/** The secret is never told, only that there is one. */
function hookAnswer({ url }: Pick<ApiCall, 'url'>, hook: Hook) {
  return {
    type: 'Repository',
    id: hook.id,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config: { url: hook.url, content_type: 'json', insecure_ssl: '0', ...(hook.signed ? { secret: '********' } : {}) },
    url: `${url}/hooks/${hook.id}`,
    created_at: time(hook.createdAt),
    updated_at: time(hook.createdAt),
  }
}
