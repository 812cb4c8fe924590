import type { DeleteRolePermissionsBoundaryRequest, DeleteUserPermissionsBoundaryRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { noSuchEntity } from '../../errors.ts'
import { existingHolder } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const deleteUserPermissionsBoundary = remove<Given<DeleteUserPermissionsBoundaryRequest, 'UserName'>>(
  'DeleteUserPermissionsBoundary',
  'user',
  (input) => input.UserName,
)
export const deleteRolePermissionsBoundary = remove<Given<DeleteRolePermissionsBoundaryRequest, 'RoleName'>>(
  'DeleteRolePermissionsBoundary',
  'role',
  (input) => input.RoleName,
)

function remove<Input>(name: string, kind: 'user' | 'role', nameIn: (input: Input) => string) {
  return operation<Input, void, Room>(name, {
    kind: 'write',
    access: (input, ctx) => onEntity(ctx, kind, name, nameIn(input)),
    async run(input, ctx) {
      const holder = await existingHolder(ctx, kind, nameIn(input))
      if (holder.boundary === undefined) {
        throw noSuchEntity(`Permissions boundary for ${kind} ${holder.name} cannot be found.`)
      }
      await (kind === 'user' ? ctx.users : ctx.roles).setBoundary(holder.id, undefined)
    },
  })
}
