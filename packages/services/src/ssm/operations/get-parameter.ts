import type { GetParameterRequest, GetParameterResult } from '@aws-sdk/client-ssm'
import { operation } from '@towpath/wire'
import { onParameter } from '../access.ts'
import { parameterAnswer } from '../answers/parameter.ts'
import { selectedVersion } from '../lookup.ts'
import type { Room } from '../room.ts'

export const getParameter = operation<GetParameterRequest, GetParameterResult, Room>('GetParameter', {
  kind: 'read',
  access: async (input, ctx) => [await onParameter('GetParameter', ctx, input.Name)],
  async run(input, ctx) {
    const { version, selector } = await selectedVersion(ctx, input.Name)
    return { Parameter: parameterAnswer(ctx, version, { decrypted: input.WithDecryption, selector }) }
  },
})
