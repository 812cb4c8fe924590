import type { DescribeTagsRequest, DescribeTagsResult } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onAnything } from '../../access.ts'
import type { Room } from '../../room.ts'
import { checkFilters, fitsFilters } from '../../rules/filters.ts'
import { pageOf } from '../../rules/paging.ts'

const FILTERS = ['key', 'value', 'resource-id', 'resource-type']

export const describeTags = operation<DescribeTagsRequest, DescribeTagsResult, Room>('DescribeTags', {
  kind: 'read',
  access: () => [onAnything('DescribeTags')],
  async run(input, ctx) {
    checkFilters(input.Filters, FILTERS)
    const all = (await ctx.tags.list()).filter(({ key, value, resourceId }) => {
      const attributes = { key: [key], value: [value], 'resource-id': [resourceId], 'resource-type': ['instance'] }
      return fitsFilters(attributes, new Map([[key, value]]), input.Filters)
    })
    const { items, nextToken } = pageOf(all, ({ resourceId, key }) => `${resourceId}\0${key}`, input, false)
    const tags = items.map(({ key, value, resourceId }) => ({
      Key: key,
      Value: value,
      ResourceId: resourceId,
      ResourceType: 'instance' as const,
    }))
    return { Tags: tags, NextToken: nextToken }
  },
})
