import type { UntagInstanceProfileRequest, UntagRoleRequest, UntagUserRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { ofTagKeys, onEntity } from '../../access.ts'
import { entitiesOf, type Given, type Room } from '../../room.ts'
import { withoutTags } from '../../rules/tags.ts'
import { existingTagged, type TaggedKind } from '../../tagged.ts'

export const untagUser = untag<Given<UntagUserRequest, 'UserName' | 'TagKeys'>>(
  'UntagUser',
  'user',
  (input) => input.UserName,
)
export const untagRole = untag<Given<UntagRoleRequest, 'RoleName' | 'TagKeys'>>(
  'UntagRole',
  'role',
  (input) => input.RoleName,
)
export const untagInstanceProfile = untag<Given<UntagInstanceProfileRequest, 'InstanceProfileName' | 'TagKeys'>>(
  'UntagInstanceProfile',
  'instance-profile',
  (input) => input.InstanceProfileName,
)

function untag<Input extends { TagKeys: string[] }>(name: string, kind: TaggedKind, nameIn: (input: Input) => string) {
  return operation<Input, void, Room>(name, {
    kind: 'write',
    access: (input, ctx) => onEntity(ctx, kind, name, nameIn(input), ofTagKeys(input.TagKeys)),
    async run(input, ctx) {
      const entity = await existingTagged(ctx, kind, nameIn(input))
      await entitiesOf(ctx, kind).setTags(entity.id, withoutTags(entity.tags, input.TagKeys))
    },
  })
}
