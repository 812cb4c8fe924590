import type {
  ListInstanceProfileTagsRequest,
  ListRoleTagsRequest,
  ListUserTagsRequest,
  ListUserTagsResponse,
} from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import type { Given, Room } from '../../room.ts'
import { existingTagged, type TaggedKind, tagsPage } from '../../tagged.ts'

export const listUserTags = listTags<Given<ListUserTagsRequest, 'UserName'>>(
  'ListUserTags',
  'user',
  (input) => input.UserName,
)
export const listRoleTags = listTags<Given<ListRoleTagsRequest, 'RoleName'>>(
  'ListRoleTags',
  'role',
  (input) => input.RoleName,
)
export const listInstanceProfileTags = listTags<Given<ListInstanceProfileTagsRequest, 'InstanceProfileName'>>(
  'ListInstanceProfileTags',
  'instance-profile',
  (input) => input.InstanceProfileName,
)

function listTags<Input extends { Marker?: string; MaxItems?: number }>(
  name: string,
  kind: TaggedKind,
  nameIn: (input: Input) => string,
) {
  return operation<Input, ListUserTagsResponse, Room>(name, {
    kind: 'read',
    access: (input, ctx) => onEntity(ctx, kind, name, nameIn(input)),
    run: async (input, ctx) => tagsPage(await existingTagged(ctx, kind, nameIn(input)), input),
  })
}
