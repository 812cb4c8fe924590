import type { DeploymentStatus, ListDeploymentsInput, ListDeploymentsOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onAnything, onDeploymentGroup } from '../access.ts'
import {
  applicationNameRequired,
  deploymentGroupNameRequired,
  invalidDeploymentStatus,
  invalidTimeRange,
} from '../errors.ts'
import { existingApplication, existingDeploymentGroup } from '../lookup.ts'
import { pageOf } from '../paging.ts'
import type { Ctx, Room } from '../room.ts'

const STATUSES: DeploymentStatus[] = [
  'Created',
  'Queued',
  'InProgress',
  'Baking',
  'Succeeded',
  'Failed',
  'Stopped',
  'Ready',
]

/** Ids, newest first. */
export const listDeployments = operation<ListDeploymentsInput, ListDeploymentsOutput, Room>('ListDeployments', {
  kind: 'read',
  access: ({ applicationName, deploymentGroupName }, ctx) =>
    // Only where a group is given can the right be limited to it (documented).
    applicationName && deploymentGroupName
      ? [onDeploymentGroup('ListDeployments', ctx, applicationName, deploymentGroupName)]
      : [onAnything('ListDeployments')],
  async run(input, ctx) {
    const groupId = await groupIdOf(input, ctx)
    const statuses = input.includeOnlyStatuses ?? []
    for (const status of statuses) if (!STATUSES.includes(status)) throw invalidDeploymentStatus(status)
    // Deployments made by CloudFormation are the only ones with an external id, and there are none here.
    if (input.externalId) return { deployments: [] }
    const rows = await ctx.deployments.list({ groupId, statuses, ...timeRange(input) })
    const { items, nextToken } = pageOf(rows, newestFirst, input.nextToken)
    return { deployments: items.map(({ id }) => id), nextToken }
  },
})

/** Application and group go together: both or neither. */
async function groupIdOf(
  { applicationName, deploymentGroupName }: ListDeploymentsInput,
  ctx: Ctx,
): Promise<string | undefined> {
  if (applicationName === undefined && deploymentGroupName === undefined) return undefined
  if (applicationName === undefined) throw applicationNameRequired()
  const application = await existingApplication(ctx, applicationName)
  if (deploymentGroupName === undefined) throw deploymentGroupNameRequired()
  return (await existingDeploymentGroup(ctx, application, deploymentGroupName)).id
}

function timeRange({ createTimeRange }: ListDeploymentsInput): { from?: number; to?: number } {
  const from = createTimeRange?.start?.getTime()
  const to = createTimeRange?.end?.getTime()
  if (Number.isNaN(from) || Number.isNaN(to)) throw invalidTimeRange('A time of createTimeRange is no time.')
  if (from !== undefined && to !== undefined && from > to) {
    throw invalidTimeRange('The start of createTimeRange is after its end.')
  }
  return { from, to }
}

/** Text that sorts later deployments first, and those of the same time by id. */
function newestFirst({ id, createdAt }: { id: string; createdAt: number }): string {
  return String(Number.MAX_SAFE_INTEGER - createdAt).padStart(16, '0') + id
}
