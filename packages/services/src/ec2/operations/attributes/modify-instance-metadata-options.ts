import type { ModifyInstanceMetadataOptionsRequest, ModifyInstanceMetadataOptionsResult } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onInstance } from '../../access.ts'
import { metadataOptions } from '../../answers/instance.ts'
import { unsupportedOperation } from '../../errors.ts'
import { instanceOf } from '../../lookup.ts'
import type { Room } from '../../room.ts'

export const modifyInstanceMetadataOptions = operation<
  ModifyInstanceMetadataOptionsRequest,
  ModifyInstanceMetadataOptionsResult,
  Room
>('ModifyInstanceMetadataOptions', {
  kind: 'write',
  access: async (input, ctx) => [await onInstance('ModifyInstanceMetadataOptions', ctx, input.InstanceId)],
  async run(input, ctx) {
    const instance = await instanceOf(ctx, input.InstanceId)
    if (input.HttpEndpoint === 'disabled') throw unsupportedOperation('The metadata service cannot be switched off.')
    const httpTokensRequired = input.HttpTokens ? input.HttpTokens === 'required' : instance.httpTokensRequired
    await ctx.instances.changeAttributes(instance.id, { httpTokensRequired })
    const answer = metadataOptions({ ...instance, httpTokensRequired })
    return { InstanceId: instance.id, InstanceMetadataOptions: answer }
  },
})
