import type { DescribeInstanceAttributeRequest, InstanceAttribute } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onInstance } from '../../access.ts'
import { missingParameter, unsupportedOperation } from '../../errors.ts'
import { instanceOf } from '../../lookup.ts'
import type { Ctx, Room } from '../../room.ts'
import { defaultId } from '../../rules/ids.ts'
import type { Instance } from '../../state/instance.ts'

export const describeInstanceAttribute = operation<DescribeInstanceAttributeRequest, InstanceAttribute, Room>(
  'DescribeInstanceAttribute',
  {
    kind: 'read',
    access: async (input, ctx) => [await onInstance('DescribeInstanceAttribute', ctx, input.InstanceId)],
    async run(input, ctx) {
      const instance = await instanceOf(ctx, input.InstanceId)
      if (!input.Attribute) throw missingParameter('Attribute')
      return { InstanceId: instance.id, ...attribute(input.Attribute, instance, ctx) }
    },
  },
)

function attribute(name: string, instance: Instance, ctx: Ctx): InstanceAttribute {
  switch (name) {
    case 'instanceType':
      return { InstanceType: { Value: instance.instanceType } }
    case 'userData':
      return { UserData: instance.userData === undefined ? {} : { Value: instance.userData } }
    case 'disableApiTermination':
      return { DisableApiTermination: { Value: instance.disableApiTermination } }
    case 'disableApiStop':
      return { DisableApiStop: { Value: instance.disableApiStop } }
    case 'instanceInitiatedShutdownBehavior':
      return { InstanceInitiatedShutdownBehavior: { Value: 'stop' } }
    case 'rootDeviceName':
      return { RootDeviceName: { Value: '/dev/xvda' } }
    case 'sourceDestCheck':
      return { SourceDestCheck: { Value: true } }
    case 'ebsOptimized':
      return { EbsOptimized: { Value: false } }
    case 'enaSupport':
      return { EnaSupport: { Value: true } }
    case 'groupSet':
      return { Groups: [{ GroupId: defaultId('sg', ctx), GroupName: 'default' }] }
    case 'blockDeviceMapping':
      return { BlockDeviceMappings: [] }
    case 'productCodes':
      return { ProductCodes: [] }
    default:
      throw unsupportedOperation(`Instances of this control plane have no attribute '${name}'.`)
  }
}
