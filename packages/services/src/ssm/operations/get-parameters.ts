import type { GetParametersRequest, GetParametersResult, Parameter } from '@aws-sdk/client-ssm'
import { ServiceError } from '@towpath/base'
import { operation } from '@towpath/wire'
import { onParameters } from '../access.ts'
import { parameterAnswer } from '../answers/parameter.ts'
import { selectedVersion } from '../lookup.ts'
import type { Room } from '../room.ts'

/** Those that are not there are listed, in the caller's own spelling; the call succeeds. */
export const getParameters = operation<GetParametersRequest, GetParametersResult, Room>('GetParameters', {
  kind: 'read',
  access: (input, ctx) => onParameters('GetParameters', ctx, input.Names),
  async run(input, ctx) {
    const found: Parameter[] = []
    const invalid: string[] = []
    for (const name of new Set(input.Names)) {
      try {
        const { version, selector } = await selectedVersion(ctx, name)
        found.push(parameterAnswer(ctx, version, { decrypted: input.WithDecryption, selector }))
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error
        invalid.push(name)
      }
    }
    return { Parameters: found, InvalidParameters: invalid }
  },
})
