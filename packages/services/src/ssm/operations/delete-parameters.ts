import type { DeleteParameterRequest, DeleteParametersRequest, DeleteParametersResult } from '@aws-sdk/client-ssm'
import { operation } from '@towpath/wire'
import { onParameter, onParameters } from '../access.ts'
import { existingParameter, findParameter } from '../lookup.ts'
import type { Room } from '../room.ts'

export const deleteParameter = operation<DeleteParameterRequest, object, Room>('DeleteParameter', {
  kind: 'write',
  access: async (input, ctx) => [await onParameter('DeleteParameter', ctx, input.Name)],
  async run(input, ctx) {
    await ctx.parameters.delete((await existingParameter(ctx, input.Name)).name)
    return {}
  },
})

/** Those that are not there are listed; the call succeeds. */
export const deleteParameters = operation<DeleteParametersRequest, DeleteParametersResult, Room>('DeleteParameters', {
  kind: 'write',
  access: (input, ctx) => onParameters('DeleteParameters', ctx, input.Names),
  async run(input, ctx) {
    const deleted: string[] = []
    const invalid: string[] = []
    for (const given of new Set(input.Names)) {
      const parameter = await findParameter(ctx, given)
      const isGone = parameter !== undefined && (await ctx.parameters.delete(parameter.name))
      if (isGone) deleted.push(given)
      else invalid.push(given)
    }
    return { DeletedParameters: deleted, InvalidParameters: invalid }
  },
})
