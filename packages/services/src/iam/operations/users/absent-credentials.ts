import type {
  ListMFADevicesRequest,
  ListMFADevicesResponse,
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse,
  ListSSHPublicKeysRequest,
  ListSSHPublicKeysResponse,
} from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import { existingUser } from '../../lookup.ts'
import type { Room } from '../../room.ts'

/*
 * Credentials that users cannot have here. Tools that clean up behind a user list them all first, so there are lists,
 * and they are empty.
 */

export const listMfaDevices = operation<ListMFADevicesRequest, ListMFADevicesResponse, Room>('ListMFADevices', {
  kind: 'read',
  access: (input, ctx) => onUserOrCaller(ctx, 'ListMFADevices', input.UserName),
  async run(input, ctx) {
    if (input.UserName !== undefined) await existingUser(ctx, input.UserName)
    return { MFADevices: [], IsTruncated: false }
  },
})

export const listSshPublicKeys = operation<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse, Room>(
  'ListSSHPublicKeys',
  {
    kind: 'read',
    access: (input, ctx) => onUserOrCaller(ctx, 'ListSSHPublicKeys', input.UserName),
    async run(input, ctx) {
      if (input.UserName !== undefined) await existingUser(ctx, input.UserName)
      return { SSHPublicKeys: [], IsTruncated: false }
    },
  },
)

export const listSigningCertificates = operation<ListSigningCertificatesRequest, ListSigningCertificatesResponse, Room>(
  'ListSigningCertificates',
  {
    kind: 'read',
    access: (input, ctx) => onUserOrCaller(ctx, 'ListSigningCertificates', input.UserName),
    async run(input, ctx) {
      if (input.UserName !== undefined) await existingUser(ctx, input.UserName)
      return { Certificates: [], IsTruncated: false }
    },
  },
)
