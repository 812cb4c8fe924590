import type {
  DescribeIamInstanceProfileAssociationsRequest,
  DescribeIamInstanceProfileAssociationsResult,
} from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onAnything } from '../../access.ts'
import { associationAnswer } from '../../answers/association.ts'
import { associationNotFound } from '../../errors.ts'
import type { Room } from '../../room.ts'
import { checkFilters, fitsFilters } from '../../rules/filters.ts'
import { pageOf } from '../../rules/paging.ts'

const FILTERS = ['instance-id', 'state']

export const describeIamInstanceProfileAssociations = operation<
  DescribeIamInstanceProfileAssociationsRequest,
  DescribeIamInstanceProfileAssociationsResult,
  Room
>('DescribeIamInstanceProfileAssociations', {
  kind: 'read',
  access: () => [onAnything('DescribeIamInstanceProfileAssociations')],
  async run(input, ctx) {
    checkFilters(input.Filters, FILTERS)
    const all = await ctx.associations.list()
    const ids = input.AssociationIds ?? []
    const unknown = ids.find((id) => !all.some((association) => association.id === id))
    if (unknown !== undefined) throw associationNotFound(unknown)
    const fitting = all.filter((association) => {
      const attributes = { 'instance-id': [association.instanceId], state: ['associated'] }
      const named = ids.length === 0 || ids.includes(association.id)
      return named && fitsFilters(attributes, new Map(), input.Filters)
    })
    const { items, nextToken } = pageOf(fitting, ({ id }) => id, input, ids.length > 0)
    const answers = items.map((association) => associationAnswer(association, 'associated'))
    return { IamInstanceProfileAssociations: answers, NextToken: nextToken }
  },
})
