import type { Database } from '@towpath/storage'
import type { LastDeployment } from './deployment-groups.ts'
import type { DeploymentTables } from './deployment-tables.ts'
import type { CodeDeployTables } from './tables.ts'

/** Rows looked at in one query. */
const PAGE = 200

/**
 * Up to `limit` deployments, of whatever account and region, that ended before the time `before` (milliseconds since the
 * epoch), the oldest first. Not the last ones of their groups: those are shown with the group and rolled back to.
 */
export async function oldDeployments(db: Database, before: number, limit: number): Promise<string[]> {
  const old: string[] = []
  let last = { completedAt: -1, id: '' }
  for (;;) {
    const rows = await page(db, before, last)
    for (const { id, attempted, successful } of rows) if (![attempted, successful].includes(id)) old.push(id)
    const end = rows.at(-1)
    if (!end || rows.length < PAGE || old.length >= limit) return old.slice(0, limit)
    last = end
  }
}

async function page(db: Database, before: number, last: { completedAt: number; id: string }) {
  const rows = await db
    .withTables<DeploymentTables & CodeDeployTables>()
    .selectFrom('codedeploy_deployments as deployment')
    .leftJoin('codedeploy_deployment_groups as group', 'group.id', 'deployment.group_id')
    .select(['deployment.id', 'deployment.completed_at', 'group.last_attempted', 'group.last_successful'])
    .where('deployment.completed_at', '<', before)
    .where(({ or, and, eb }) =>
      or([
        eb('deployment.completed_at', '>', last.completedAt),
        and([eb('deployment.completed_at', '=', last.completedAt), eb('deployment.id', '>', last.id)]),
      ]),
    )
    .orderBy('deployment.completed_at')
    .orderBy('deployment.id')
    .limit(PAGE)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    completedAt: Number(row.completed_at),
    attempted: idIn(row.last_attempted),
    successful: idIn(row.last_successful),
  }))
}

function idIn(json: string | null): string | undefined {
  return json === null ? undefined : (JSON.parse(json) as LastDeployment).deploymentId
}
