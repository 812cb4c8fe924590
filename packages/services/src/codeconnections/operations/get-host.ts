import type { GetHostInput, GetHostOutput } from '@aws-sdk/client-codestar-connections'
import { operation } from '@towpath/wire'
import { describedHost } from '../answers.ts'
import { existingHost, needsOn, type Room } from '../room.ts'

export const getHost = operation<GetHostInput, GetHostOutput, Room>('GetHost', {
  kind: 'read',
  access: (input, ctx) => needsOn(ctx, 'GetHost', input.HostArn),
  run: async (input, ctx) => describedHost(await existingHost(ctx, input.HostArn)),
})
