import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  ListTagsLogGroupRequest,
  TagLogGroupRequest,
  TagResourceRequest,
  UntagLogGroupRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onArn, onGroup } from '../access.ts'
import { resourceDoesNotExist, tooManyTags } from '../errors.ts'
import { type Ctx, existingGroup, type Room } from '../room.ts'
import { groupArn, groupOfArn } from '../rules/arns.ts'
import type { LogGroup } from '../state/groups.ts'

/** Documented: a group has up to 50 tags. */
const MOST_TAGS = 50

export const listTagsForResource = operation<ListTagsForResourceRequest, ListTagsForResourceResponse, Room>(
  'ListTagsForResource',
  {
    kind: 'read',
    access: onArn('ListTagsForResource'),
    run: async ({ resourceArn }, ctx) => ({ tags: await ctx.groups.tags((await groupByArn(ctx, resourceArn)).id) }),
  },
)

export const tagResource = operation<TagResourceRequest, object, Room>('TagResource', {
  kind: 'write',
  access: onArn('TagResource'),
  run: async ({ resourceArn, tags = {} }, ctx) => tag(ctx, await groupByArn(ctx, resourceArn), tags),
})

export const untagResource = operation<UntagResourceRequest, object, Room>('UntagResource', {
  kind: 'write',
  access: onArn('UntagResource'),
  async run({ resourceArn, tagKeys = [] }, ctx) {
    await ctx.groups.untag((await groupByArn(ctx, resourceArn)).id, tagKeys)
    return {}
  },
})

/** The three older operations for the same tags. */
export const listTagsLogGroup = operation<ListTagsLogGroupRequest, ListTagsForResourceResponse, Room>(
  'ListTagsLogGroup',
  {
    kind: 'read',
    access: onGroup('ListTagsLogGroup'),
    run: async (input, ctx) => ({ tags: await ctx.groups.tags((await existingGroup(ctx, input)).id) }),
  },
)

export const tagLogGroup = operation<TagLogGroupRequest, object, Room>('TagLogGroup', {
  kind: 'write',
  access: onGroup('TagLogGroup'),
  run: async ({ logGroupName, tags = {} }, ctx) => tag(ctx, await existingGroup(ctx, { logGroupName }), tags),
})

export const untagLogGroup = operation<UntagLogGroupRequest, object, Room>('UntagLogGroup', {
  kind: 'write',
  access: onGroup('UntagLogGroup'),
  async run({ logGroupName, tags = [] }, ctx) {
    await ctx.groups.untag((await existingGroup(ctx, { logGroupName })).id, tags)
    return {}
  },
})

async function groupByArn(ctx: Ctx, arn: string | undefined): Promise<LogGroup> {
  const name = groupOfArn(ctx, arn ?? '')
  const group = name === undefined ? undefined : await ctx.groups.find(name)
  if (!group) throw resourceDoesNotExist()
  return group
}

async function tag(ctx: Ctx, group: LogGroup, tags: Record<string, string>): Promise<object> {
  const keys = new Set([...Object.keys(await ctx.groups.tags(group.id)), ...Object.keys(tags)])
  if (keys.size > MOST_TAGS) throw tooManyTags(groupArn(ctx, group.name), MOST_TAGS)
  await ctx.groups.tag(group.id, tags)
  return {}
}
