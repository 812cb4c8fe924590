import type { UpdateAccessKeyRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import { existingAccessKey } from '../../access-key.ts'
import { validationError } from '../../errors.ts'
import type { Given, Room } from '../../room.ts'

export const updateAccessKey = operation<Given<UpdateAccessKeyRequest, 'AccessKeyId' | 'Status'>, void, Room>(
  'UpdateAccessKey',
  {
    kind: 'write',
    access: (input, ctx) => onUserOrCaller(ctx, 'UpdateAccessKey', input.UserName),
    async run(input, ctx) {
      const key = await existingAccessKey(ctx, input)
      // The model knows a third status, that of keys AWS has locked; nobody can set it.
      if (input.Status !== 'Active' && input.Status !== 'Inactive') {
        throw validationError(`Status ${input.Status} cannot be set; use Active or Inactive`)
      }
      await ctx.accessKeys.setStatus(key.id, input.Status)
    },
  },
)
