import type { ListOnPremisesInstancesInput, ListOnPremisesInstancesOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { invalidRegistrationStatus, invalidTagFilter } from '../errors.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'
import { checkTagFilters, matchesAnyFilter } from '../rules/tag-filters.ts'

/** Registered and deregistered ones unless asked for either; several tag filters are alternatives. */
export const listOnPremisesInstances = operation<ListOnPremisesInstancesInput, ListOnPremisesInstancesOutput, Room>(
  'ListOnPremisesInstances',
  {
    kind: 'read',
    access: () => [onAnything('ListOnPremisesInstances')],
    async run({ registrationStatus, tagFilters = [], nextToken: token }, ctx) {
      if (registrationStatus !== undefined && !['Registered', 'Deregistered'].includes(registrationStatus)) {
        throw invalidRegistrationStatus(registrationStatus)
      }
      checkTagFilters(tagFilters, invalidTagFilter)
      const names = (await ctx.onPremisesInstances.list())
        .filter(({ deregisteredAt }) => {
          const status = deregisteredAt === undefined ? 'Registered' : 'Deregistered'
          return registrationStatus === undefined || registrationStatus === status
        })
        .filter(({ tags }) => tagFilters.length === 0 || matchesAnyFilter(tagFilters, tags))
        .map(({ name }) => name)
      const { items, nextToken } = pageOf(names, (name) => name, token)
      return { instanceNames: items, nextToken }
    },
  },
)
