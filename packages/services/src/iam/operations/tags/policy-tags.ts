import type {
  ListPolicyTagsRequest,
  ListPolicyTagsResponse,
  TagPolicyRequest,
  UntagPolicyRequest,
} from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { ofTagKeys, ofTags, onPolicy } from '../../access.ts'
import { changeablePolicy, existingPolicy } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'
import { checkTags, withoutTags, withTags } from '../../rules/tags.ts'
import { tagsPage } from '../../tagged.ts'

/** Tags of the account's own managed policies. */
export const tagPolicy = operation<Given<TagPolicyRequest, 'PolicyArn' | 'Tags'>, void, Room>('TagPolicy', {
  kind: 'write',
  access: (input, ctx) => onPolicy(ctx, 'TagPolicy', input.PolicyArn, ofTags(input.Tags)),
  async run(input, ctx) {
    const policy = await changeablePolicy(ctx, input.PolicyArn)
    await ctx.policies.setTags(policy.id, withTags(policy.tags, checkTags(input.Tags)))
  },
})

export const untagPolicy = operation<Given<UntagPolicyRequest, 'PolicyArn' | 'TagKeys'>, void, Room>('UntagPolicy', {
  kind: 'write',
  access: (input, ctx) => onPolicy(ctx, 'UntagPolicy', input.PolicyArn, ofTagKeys(input.TagKeys)),
  async run(input, ctx) {
    const policy = await changeablePolicy(ctx, input.PolicyArn)
    await ctx.policies.setTags(policy.id, withoutTags(policy.tags, input.TagKeys))
  },
})

export const listPolicyTags = operation<Given<ListPolicyTagsRequest, 'PolicyArn'>, ListPolicyTagsResponse, Room>(
  'ListPolicyTags',
  {
    kind: 'read',
    access: (input, ctx) => onPolicy(ctx, 'ListPolicyTags', input.PolicyArn),
    run: async (input, ctx) => tagsPage(await existingPolicy(ctx, input.PolicyArn), input),
  },
)
