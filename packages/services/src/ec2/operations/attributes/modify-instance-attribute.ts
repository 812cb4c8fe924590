import type { ModifyInstanceAttributeRequest } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onInstance } from '../../access.ts'
import { incorrectInstanceState, invalidParameterCombination, unsupportedOperation } from '../../errors.ts'
import { instanceOf } from '../../lookup.ts'
import type { Room } from '../../room.ts'
import { decodeUserData } from '../../rules/user-data.ts'
import type { Instance } from '../../state/instance.ts'

const TAKEN = ['DisableApiTermination', 'DisableApiStop', 'UserData', 'InstanceType']
const COMMON = ['InstanceId', 'DryRun', 'Attribute', 'Value']

export const modifyInstanceAttribute = operation<ModifyInstanceAttributeRequest, object, Room>(
  'ModifyInstanceAttribute',
  {
    kind: 'write',
    access: async (input, ctx) => [await onInstance('ModifyInstanceAttribute', ctx, input.InstanceId)],
    async run(input, ctx) {
      const instance = await instanceOf(ctx, input.InstanceId)
      await ctx.instances.changeAttributes(instance.id, changesOf(input, instance))
      return {}
    },
  },
)

function changesOf(input: ModifyInstanceAttributeRequest, { id, state }: Instance) {
  const given = Object.entries(input).filter(([name, value]) => value !== undefined && !COMMON.includes(name))
  const other = given.find(([name]) => !TAKEN.includes(name))?.[0] ?? unknownAttribute(input.Attribute)
  if (other !== undefined) throw unsupportedOperation(`The attribute '${other}' cannot be modified here.`)
  const userData = userDataOf(input)
  const instanceType = input.InstanceType?.Value ?? (input.Attribute === 'instanceType' ? input.Value : undefined)
  const needStop = userData !== undefined || instanceType !== undefined
  if (needStop && state !== 'stopped') throw incorrectInstanceState(id, 'modified; stop it first')
  const termination = input.DisableApiTermination?.Value ?? flag(input, 'disableApiTermination')
  const stop = input.DisableApiStop?.Value ?? flag(input, 'disableApiStop')
  if (![userData, instanceType, termination, stop].some((value) => value !== undefined)) {
    throw invalidParameterCombination('No attributes specified.')
  }
  return {
    ...(userData !== undefined && { userData }),
    ...(instanceType !== undefined && { instanceType }),
    ...(termination !== undefined && { disableApiTermination: termination }),
    ...(stop !== undefined && { disableApiStop: stop }),
  }
}

/** Base64, whichever way it came: in a member of its own as bytes that are read already, or as text. */
function userDataOf(input: ModifyInstanceAttributeRequest): string | undefined {
  if (input.UserData?.Value !== undefined) {
    const text = Buffer.from(input.UserData.Value).toString('base64')
    decodeUserData(text)
    return text
  }
  if (input.Attribute !== 'userData' || input.Value === undefined) return undefined
  decodeUserData(input.Value)
  return input.Value
}

const flag = (input: ModifyInstanceAttributeRequest, name: string) =>
  input.Attribute === name && input.Value !== undefined ? input.Value === 'true' : undefined

const unknownAttribute = (name: string | undefined) =>
  name === undefined || ['instanceType', 'userData', 'disableApiTermination', 'disableApiStop'].includes(name)
    ? undefined
    : name
