import type { Database } from '@towpath/storage'
import type { GithubTables } from './tables.ts'

export const STATES = ['pending', 'success', 'failure', 'error'] as const
export type StatusState = (typeof STATES)[number]

export interface CommitStatus {
  state: StatusState
  context: string
  description: string
  targetUrl?: string
  creator: string
  /** Milliseconds since the epoch. */
  createdAt: number
}

/** A commit takes so many statuses and no more, as on GitHub. */
export const MOST_STATUSES = 1000

/** In a transaction. Resolves to false, and writes nothing, when the commit has too many. */
export async function addStatus(
  db: Database,
  commit: { repositoryId: string; sha: string },
  status: CommitStatus,
): Promise<boolean> {
  const tables = db.withTables<GithubTables>()
  const { last } = await tables
    .selectFrom('github_statuses')
    .select((row) => row.fn.max('number').as('last'))
    .where('repository_id', '=', commit.repositoryId)
    .where('sha', '=', commit.sha)
    .executeTakeFirstOrThrow()
  const number = Number(last ?? 0) + 1
  if (number > MOST_STATUSES) return false
  const { targetUrl: target_url = null, createdAt: created_at, ...columns } = status
  await tables
    .insertInto('github_statuses')
    .values({ repository_id: commit.repositoryId, sha: commit.sha, number, target_url, created_at, ...columns })
    .execute()
  return true
}

/** The newest first. */
export async function statusesOf(
  db: Database,
  commit: { repositoryId: string; sha: string },
): Promise<(CommitStatus & { number: number })[]> {
  const rows = await db
    .withTables<GithubTables>()
    .selectFrom('github_statuses')
    .selectAll()
    .where('repository_id', '=', commit.repositoryId)
    .where('sha', '=', commit.sha)
    .orderBy('number', 'desc')
    .execute()
  return rows.map((row) => ({
    number: row.number,
    state: row.state as StatusState,
    context: row.context,
    description: row.description,
    targetUrl: row.target_url ?? undefined,
    creator: row.creator,
    createdAt: Number(row.created_at),
  }))
}
