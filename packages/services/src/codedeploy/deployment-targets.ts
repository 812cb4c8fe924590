import {
  deploymentNotStarted,
  invalidDeploymentInstanceType,
  invalidInstanceStatus,
  invalidInstanceType,
  invalidTargetFilterName,
} from './errors.ts'
import { existingDeployment } from './lookup.ts'
import { pageOf } from './paging.ts'
import type { Ctx } from './room.ts'
import type { Deployment } from './state/deployments.ts'

/*
 * What the operations on targets, and their deprecated forms on instances, have in common.
 */

const STATUSES = ['Pending', 'InProgress', 'Succeeded', 'Failed', 'Skipped', 'Unknown', 'Ready']
const LABELS = ['Blue', 'Green']

/** The deployment of that id, whose targets are known. */
export async function startedDeployment(ctx: Ctx, deploymentId: string | undefined): Promise<Deployment> {
  const deployment = await existingDeployment(ctx, deploymentId)
  // One that ended without ever having had a target has an empty list of them.
  if (deployment.completedAt === undefined && !(await ctx.targets.overview(deployment.id))) {
    throw deploymentNotStarted(deployment.id)
  }
  return deployment
}

/** One page of target ids, in the order in which they are deployed. */
export async function listTargetIds(
  ctx: Ctx,
  asked: { deploymentId?: string; statuses?: string[]; labels?: string[]; nextToken?: string },
): Promise<{ ids: string[]; nextToken?: string }> {
  const deployment = await startedDeployment(ctx, asked.deploymentId)
  for (const status of asked.statuses ?? []) if (!STATUSES.includes(status)) throw invalidInstanceStatus(status)
  for (const label of asked.labels ?? []) if (!LABELS.includes(label)) throw invalidInstanceType(label)
  if (asked.labels && asked.labels.length > 0) throw invalidDeploymentInstanceType()
  const rows = await ctx.targets.list(deployment.id, asked.statuses)
  const { items, nextToken } = pageOf(rows, ({ position }) => String(position).padStart(8, '0'), asked.nextToken)
  return { ids: items.map(({ targetId }) => targetId), nextToken }
}

/** The two filters that a list of targets knows. */
export function targetFilters(filters: Record<string, string[] | undefined> = {}): {
  statuses?: string[]
  labels?: string[]
} {
  for (const name of Object.keys(filters)) {
    if (name !== 'TargetStatus' && name !== 'ServerInstanceLabel') throw invalidTargetFilterName(name)
  }
  return { statuses: filters.TargetStatus, labels: filters.ServerInstanceLabel }
}

/** Whether `id` has the form of a target's: an instance id or the name of an on-premises instance. */
export function isTargetId(id: string): boolean {
  return /^[A-Za-z0-9+=,.@_-]{1,100}$/.test(id)
}
