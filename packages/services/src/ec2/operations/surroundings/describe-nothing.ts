import type {
  DescribeInstanceCreditSpecificationsRequest,
  DescribeInstanceCreditSpecificationsResult,
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  DescribeVolumesRequest,
  DescribeVolumesResult,
} from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onAnything } from '../../access.ts'
import type { Room } from '../../room.ts'

/*
 * What instances of other clouds have and these have not. Answered, with nothing in it, because clients that manage
 * instances (Terraform) ask for it along the way.
 */

export const describeVolumes = operation<DescribeVolumesRequest, DescribeVolumesResult, Room>('DescribeVolumes', {
  kind: 'read',
  access: () => [onAnything('DescribeVolumes')],
  run: async () => ({ Volumes: [] }),
})

export const describeNetworkInterfaces = operation<
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  Room
>('DescribeNetworkInterfaces', {
  kind: 'read',
  access: () => [onAnything('DescribeNetworkInterfaces')],
  run: async () => ({ NetworkInterfaces: [] }),
})

export const describeInstanceCreditSpecifications = operation<
  DescribeInstanceCreditSpecificationsRequest,
  DescribeInstanceCreditSpecificationsResult,
  Room
>('DescribeInstanceCreditSpecifications', {
  kind: 'read',
  access: () => [onAnything('DescribeInstanceCreditSpecifications')],
  run: async () => ({ InstanceCreditSpecifications: [] }),
})
