import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-codecommit'
import { parseArn } from '@towpath/base'
import { operation, type RequestContext } from '@towpath/wire'
import { invalidResourceArn, resourceArnRequired } from '../errors.ts'
import { type Ctx, existing, type Room } from '../room.ts'

const onArn = (action: string) => (input: { resourceArn?: string }, _ctx: RequestContext) => [
  { action: `codecommit:${action}`, resource: input.resourceArn ?? '*' },
]

export const tagResource = operation<TagResourceInput, object, Room>('TagResource', {
  kind: 'write',
  access: onArn('TagResource'),
  async run(input, ctx) {
    const repository = await repositoryOf(ctx, input.resourceArn)
    await ctx.repositories.tag(repository.id, input.tags ?? {})
    return {}
  },
})

export const untagResource = operation<UntagResourceInput, object, Room>('UntagResource', {
  kind: 'write',
  access: onArn('UntagResource'),
  async run(input, ctx) {
    const repository = await repositoryOf(ctx, input.resourceArn)
    await ctx.repositories.untag(repository.id, input.tagKeys ?? [])
    return {}
  },
})

export const listTagsForResource = operation<ListTagsForResourceInput, ListTagsForResourceOutput, Room>(
  'ListTagsForResource',
  {
    kind: 'read',
    access: onArn('ListTagsForResource'),
    async run(input, ctx) {
      const repository = await repositoryOf(ctx, input.resourceArn)
      return { tags: await ctx.repositories.tags(repository.id) }
    },
  },
)

function repositoryOf(ctx: Ctx, arn: string | undefined) {
  if (!arn) throw resourceArnRequired()
  const parts = parseArn(arn)
  if (parts?.service !== 'codecommit' || parts.account !== ctx.account || parts.region !== ctx.region)
    throw invalidResourceArn(arn)
  return existing(ctx, parts.resource)
}
