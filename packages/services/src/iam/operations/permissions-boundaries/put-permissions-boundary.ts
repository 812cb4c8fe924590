import type { PutRolePermissionsBoundaryRequest, PutUserPermissionsBoundaryRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { ofBoundary, onEntity } from '../../access.ts'
import { existingHolder } from '../../lookup.ts'
import { checkBoundary } from '../../new-entity.ts'
import type { Given, Room } from '../../room.ts'

export const putUserPermissionsBoundary = put<
  Given<PutUserPermissionsBoundaryRequest, 'UserName' | 'PermissionsBoundary'>
>('PutUserPermissionsBoundary', 'user', (input) => input.UserName)
export const putRolePermissionsBoundary = put<
  Given<PutRolePermissionsBoundaryRequest, 'RoleName' | 'PermissionsBoundary'>
>('PutRolePermissionsBoundary', 'role', (input) => input.RoleName)

function put<Input extends { PermissionsBoundary: string }>(
  name: string,
  kind: 'user' | 'role',
  nameIn: (input: Input) => string,
) {
  return operation<Input, void, Room>(name, {
    kind: 'write',
    // The new boundary is what policies on delegated administration ask for, not the old one.
    access: (input, ctx) => onEntity(ctx, kind, name, nameIn(input), ofBoundary(input.PermissionsBoundary)),
    async run(input, ctx) {
      const holder = await existingHolder(ctx, kind, nameIn(input))
      await checkBoundary(ctx, input.PermissionsBoundary)
      await (kind === 'user' ? ctx.users : ctx.roles).setBoundary(holder.id, input.PermissionsBoundary)
    },
  })
}
