import { repositoryAnswer, statusAnswer } from '../answers.ts'
import { type ApiCall, commitOf, type Endpoint, invalid, linkHeader, pageOf, textOf } from '../api.ts'
import { addStatus, type CommitStatus, MOST_STATUSES, STATES, statusesOf } from '../state/statuses.ts'

export const createStatus: Endpoint = {
  method: 'POST',
  path: '/statuses/:',
  needs: 'push',
  async run(call) {
    const { repositories, repository, body, caller, clock, store } = call
    const [sha = ''] = call.parts
    if ((await repositories.resolve(repository.path, sha)) !== sha) throw invalid(`No commit found for SHA: ${sha}`)
    const status = { ...statusOf(body), creator: caller, createdAt: clock.now() }
    const kept = await store.transaction((db) => addStatus(db, { repositoryId: repository.id, sha }, status))
    if (!kept) throw invalid(`This SHA and context has reached the maximum number of ${MOST_STATUSES} statuses.`)
    return { status: 201, json: statusAnswer(call, sha, status) }
  },
}

export const listStatuses: Endpoint = {
  method: 'GET',
  path: '/commits/*/statuses',
  needs: 'pull',
  async run(call) {
    const { sha, statuses } = await ofCommit(call)
    const { skip, limit, page } = pageOf(call.query)
    const json = statuses.slice(skip, skip + limit).map((each) => statusAnswer(call, sha, each))
    return { json, headers: linkHeader(call, page, skip + limit < statuses.length) }
  },
}

export const getCombinedStatus: Endpoint = {
  method: 'GET',
  path: '/commits/*/status',
  needs: 'pull',
  async run(call) {
    const { sha, statuses } = await ofCommit(call)
    const newest = new Map<string, (typeof statuses)[number]>()
    for (const status of statuses) if (!newest.has(status.context)) newest.set(status.context, status)
    const latest = [...newest.values()]
    return {
      json: {
        state: combined(latest),
        sha,
        total_count: latest.length,
        statuses: latest.map((each) => statusAnswer(call, sha, each)),
        repository: repositoryAnswer(call, await call.repositories.defaultBranch(call.repository.path)),
      },
    }
  },
}

async function ofCommit(call: ApiCall) {
  const sha = await commitOf(call, call.parts[0] ?? '')
  return { sha, statuses: await statusesOf(call.store.db, { repositoryId: call.repository.id, sha }) }
}

/** One that failed is enough to fail; without any there is nothing to be sure of. */
function combined(statuses: CommitStatus[]): 'failure' | 'pending' | 'success' {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure'
  return statuses.length > 0 && statuses.every(({ state }) => state === 'success') ? 'success' : 'pending'
}

function statusOf(body: Record<string, unknown>): Omit<CommitStatus, 'creator' | 'createdAt'> {
  const state = STATES.find((each) => each === body.state)
  if (!state) throw invalid(`state must be one of ${STATES.join(', ')}`)
  const context = textOf(body, 'context') ?? 'default'
  const description = textOf(body, 'description') ?? ''
  const targetUrl = textOf(body, 'target_url')
  if (context.length > 255) throw invalid('context is too long (maximum is 255 characters)')
  if (description.length > 140) throw invalid('description is too long (maximum is 140 characters)')
  if (targetUrl !== undefined && (targetUrl.length > 2000 || !/^https?:$/.test(URL.parse(targetUrl)?.protocol ?? ''))) {
    throw invalid('target_url must use http(s) scheme')
  }
  return { state, context, description, targetUrl }
}
