import type {
  DescribeInstanceStatusRequest,
  DescribeInstanceStatusResult,
  InstanceStatus,
  InstanceStatusSummary,
} from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onAnything } from '../../access.ts'
import { stateAnswer } from '../../answers/instance.ts'
import { reachabilityOf, surroundings } from '../../answers/reservation.ts'
import { instancesOf } from '../../lookup.ts'
import type { Room } from '../../room.ts'
import { checkFilters, fitsFilters } from '../../rules/filters.ts'
import { pageOf } from '../../rules/paging.ts'
import type { Reachability } from '../../rules/status.ts'
import type { Instance } from '../../state/instance.ts'

const FILTERS = [
  'availability-zone',
  'instance-state-code',
  'instance-state-name',
  'instance-status.reachability',
  'instance-status.status',
  'system-status.reachability',
  'system-status.status',
]

/** The system's status is that of the instance's processes, the instance's status that of its agent. */
export const describeInstanceStatus = operation<DescribeInstanceStatusRequest, DescribeInstanceStatusResult, Room>(
  'DescribeInstanceStatus',
  {
    kind: 'read',
    access: () => [onAnything('DescribeInstanceStatus')],
    async run(input, ctx) {
      checkFilters(input.Filters, FILTERS)
      const named = (input.InstanceIds ?? []).length > 0
      const all = named ? await instancesOf(ctx, input.InstanceIds) : await ctx.instances.list()
      const wanted = input.IncludeAllInstances ? all : all.filter(({ state }) => state === 'running')
      const about = await surroundings(ctx)
      const answers = await Promise.all(
        wanted.map(async (instance) => statusAnswer(instance, await reachabilityOf(ctx, instance, about))),
      )
      const fitting = answers.filter((answer) => fitsFilters(attributes(answer), new Map(), input.Filters))
      const { items, nextToken } = pageOf(fitting, (answer) => answer.InstanceId ?? '', input, named)
      return { InstanceStatuses: items, NextToken: nextToken }
    },
  },
)

function statusAnswer(instance: Instance, reachable: Reachability): InstanceStatus {
  const system: Reachability = { status: instance.state === 'running' ? 'ok' : 'not-applicable' }
  return {
    InstanceId: instance.id,
    AvailabilityZone: instance.zone,
    InstanceState: stateAnswer(instance.state),
    SystemStatus: summary(system),
    InstanceStatus: summary(reachable),
    // EC2 has no member for a reason; an event's description is shown by the CLI and by consoles.
    Events: reachable.reason === undefined ? [] : [{ Code: 'system-maintenance', Description: reachable.reason }],
  }
}

function summary({ status, since }: Reachability): InstanceStatusSummary {
  if (status === 'not-applicable') return { Status: status }
  const check = { ok: 'passed', impaired: 'failed', initializing: 'initializing' } as const
  return {
    Status: status,
    Details: [
      {
        Name: 'reachability',
        Status: check[status],
        ...(status === 'impaired' && since !== undefined && { ImpairedSince: new Date(since) }),
      },
    ],
  }
}

function attributes(answer: InstanceStatus) {
  return {
    'availability-zone': [answer.AvailabilityZone],
    'instance-state-code': [String(answer.InstanceState?.Code)],
    'instance-state-name': [answer.InstanceState?.Name],
    'instance-status.reachability': [answer.InstanceStatus?.Details?.[0]?.Status],
    'instance-status.status': [answer.InstanceStatus?.Status],
    'system-status.reachability': [answer.SystemStatus?.Details?.[0]?.Status],
    'system-status.status': [answer.SystemStatus?.Status],
  }
}
