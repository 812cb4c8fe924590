import type {
  DescribeKeyPairsRequest,
  DescribeKeyPairsResult,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  DescribeVpcsRequest,
  DescribeVpcsResult,
} from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onAnything } from '../../access.ts'
import { keyPairNotFound, securityGroupNotFound, subnetNotFound, vpcNotFound } from '../../errors.ts'
import type { Ctx, Room } from '../../room.ts'
import { sizeOf } from '../../rules/addresses.ts'
import { checkFilters, fitsFilters } from '../../rules/filters.ts'
import { defaultId } from '../../rules/ids.ts'

/*
 * One default VPC with one subnet and one security group in every region, so that clients which look for them before
 * they launch find them. They stand for the network that the driver gives instances and cannot be changed.
 */

const addressRange = ({ fleet: { driver } }: Ctx) =>
  driver.subnet ? `${driver.subnet.network}/${driver.subnet.prefixLength}` : '127.0.0.0/8'

export const describeVpcs = operation<DescribeVpcsRequest, DescribeVpcsResult, Room>('DescribeVpcs', {
  kind: 'read',
  access: () => [onAnything('DescribeVpcs')],
  async run(input, ctx) {
    const id = defaultId('vpc', ctx)
    for (const wanted of input.VpcIds ?? []) if (wanted !== id) throw vpcNotFound(wanted)
    const attributes = {
      'vpc-id': [id],
      'is-default': ['true'],
      isDefault: ['true'],
      state: ['available'],
      'owner-id': [ctx.account],
      cidr: [addressRange(ctx)],
    }
    checkFilters(input.Filters, [...Object.keys(attributes), 'tag-key'])
    if (!fitsFilters(attributes, new Map(), input.Filters)) return { Vpcs: [] }
    return {
      Vpcs: [
        {
          VpcId: id,
          CidrBlock: addressRange(ctx),
          State: 'available',
          IsDefault: true,
          OwnerId: ctx.account,
          InstanceTenancy: 'default',
          Tags: [],
        },
      ],
    }
  },
})

export const describeSubnets = operation<DescribeSubnetsRequest, DescribeSubnetsResult, Room>('DescribeSubnets', {
  kind: 'read',
  access: () => [onAnything('DescribeSubnets')],
  async run(input, ctx) {
    const id = defaultId('subnet', ctx)
    const vpc = defaultId('vpc', ctx)
    for (const wanted of input.SubnetIds ?? []) if (wanted !== id) throw subnetNotFound(wanted)
    const zone = `${ctx.region}a`
    const attributes = {
      'subnet-id': [id],
      'vpc-id': [vpc],
      'default-for-az': ['true'],
      defaultForAz: ['true'],
      state: ['available'],
      'availability-zone': [zone],
      'owner-id': [ctx.account],
    }
    checkFilters(input.Filters, [...Object.keys(attributes), 'tag-key'])
    if (!fitsFilters(attributes, new Map(), input.Filters)) return { Subnets: [] }
    const { subnet } = ctx.fleet.driver
    const taken = await ctx.hostInstances.takenAddresses()
    return {
      Subnets: [
        {
          SubnetId: id,
          SubnetArn: `arn:aws:ec2:${ctx.region}:${ctx.account}:subnet/${id}`,
          VpcId: vpc,
          CidrBlock: addressRange(ctx),
          AvailabilityZone: zone,
          AvailableIpAddressCount: subnet ? Math.max(0, sizeOf(subnet) - 3 - taken.size) : 0,
          DefaultForAz: true,
          MapPublicIpOnLaunch: false,
          State: 'available',
          OwnerId: ctx.account,
          Tags: [],
        },
      ],
    }
  },
})

export const describeSecurityGroups = operation<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult, Room>(
  'DescribeSecurityGroups',
  {
    kind: 'read',
    access: () => [onAnything('DescribeSecurityGroups')],
    async run(input, ctx) {
      const id = defaultId('sg', ctx)
      const vpc = defaultId('vpc', ctx)
      for (const wanted of input.GroupIds ?? []) if (wanted !== id) throw securityGroupNotFound(wanted)
      for (const wanted of input.GroupNames ?? []) if (wanted !== 'default') throw securityGroupNotFound(wanted)
      const attributes = { 'group-id': [id], 'group-name': ['default'], 'vpc-id': [vpc], 'owner-id': [ctx.account] }
      checkFilters(input.Filters, [...Object.keys(attributes), 'tag-key'])
      if (!fitsFilters(attributes, new Map(), input.Filters)) return { SecurityGroups: [] }
      const open = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]
      const description = 'The one group; it lets everything pass'
      return {
        SecurityGroups: [
          {
            GroupId: id,
            GroupName: 'default',
            Description: description,
            VpcId: vpc,
            OwnerId: ctx.account,
            IpPermissions: open,
            IpPermissionsEgress: open,
            Tags: [],
          },
        ],
      }
    },
  },
)

/** There are none: instances have no SSH. */
export const describeKeyPairs = operation<DescribeKeyPairsRequest, DescribeKeyPairsResult, Room>('DescribeKeyPairs', {
  kind: 'read',
  access: () => [onAnything('DescribeKeyPairs')],
  async run(input) {
    const [wanted] = [...(input.KeyNames ?? []), ...(input.KeyPairIds ?? [])]
    if (wanted !== undefined) throw keyPairNotFound(wanted)
    return { KeyPairs: [] }
  },
})
