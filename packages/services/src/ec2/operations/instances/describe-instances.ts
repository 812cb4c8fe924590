import type { DescribeInstancesRequest, DescribeInstancesResult } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onAnything } from '../../access.ts'
import { reservations, surroundings } from '../../answers/reservation.ts'
import { instancesOf } from '../../lookup.ts'
import type { Room } from '../../room.ts'
import { checkFilters, fitsFilters } from '../../rules/filters.ts'
import { INSTANCE_FILTERS, instanceAttributes } from '../../rules/instance-filters.ts'
import { pageOf } from '../../rules/paging.ts'

export const describeInstances = operation<DescribeInstancesRequest, DescribeInstancesResult, Room>(
  'DescribeInstances',
  {
    kind: 'read',
    access: () => [onAnything('DescribeInstances')],
    async run(input, ctx) {
      checkFilters(input.Filters, INSTANCE_FILTERS)
      const named = (input.InstanceIds ?? []).length > 0
      const all = named ? await instancesOf(ctx, input.InstanceIds) : await ctx.instances.list()
      const about = await surroundings(ctx)
      const fitting = all.filter((instance) =>
        fitsFilters(
          instanceAttributes(instance, about.associations.get(instance.id)),
          about.tags.get(instance.id) ?? new Map(),
          input.Filters,
        ),
      )
      const { items, nextToken } = pageOf(fitting, ({ id }) => id, input, named)
      // Pages are cut by id; within one, launches come in the order in which they were made.
      const ordered = items.toSorted((a, b) => a.launchedAt - b.launchedAt || a.launchIndex - b.launchIndex)
      return { Reservations: await reservations(ctx, ordered, about), NextToken: nextToken }
    },
  },
)
