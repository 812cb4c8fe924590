import type { DeleteResourcesByExternalIdInput, DeleteResourcesByExternalIdOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import type { Room } from '../room.ts'

/** CloudFormation's own clean-up. Nothing here is made with an external id, so there never is anything to delete. */
export const deleteResourcesByExternalId = operation<
  DeleteResourcesByExternalIdInput,
  DeleteResourcesByExternalIdOutput,
  Room
>('DeleteResourcesByExternalId', {
  kind: 'read',
  access: () => [onAnything('DeleteResourcesByExternalId')],
  run: async () => ({}),
})
