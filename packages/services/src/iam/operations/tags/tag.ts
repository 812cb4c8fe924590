import type { Tag as SdkTag, TagInstanceProfileRequest, TagRoleRequest, TagUserRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { ofTags, onEntity } from '../../access.ts'
import { entitiesOf, type Given, type Room } from '../../room.ts'
import { checkTags, withTags } from '../../rules/tags.ts'
import { existingTagged, type TaggedKind } from '../../tagged.ts'

/** Users, roles and instance profiles are tagged by name; policies by ARN, see tag-policy.ts. */
export const tagUser = tag<Given<TagUserRequest, 'UserName' | 'Tags'>>('TagUser', 'user', (input) => input.UserName)
export const tagRole = tag<Given<TagRoleRequest, 'RoleName' | 'Tags'>>('TagRole', 'role', (input) => input.RoleName)
export const tagInstanceProfile = tag<Given<TagInstanceProfileRequest, 'InstanceProfileName' | 'Tags'>>(
  'TagInstanceProfile',
  'instance-profile',
  (input) => input.InstanceProfileName,
)

function tag<Input extends { Tags: SdkTag[] }>(name: string, kind: TaggedKind, nameIn: (input: Input) => string) {
  return operation<Input, void, Room>(name, {
    kind: 'write',
    access: (input, ctx) => onEntity(ctx, kind, name, nameIn(input), ofTags(input.Tags)),
    async run(input, ctx) {
      const entity = await existingTagged(ctx, kind, nameIn(input))
      await entitiesOf(ctx, kind).setTags(entity.id, withTags(entity.tags, checkTags(input.Tags)))
    },
  })
}
