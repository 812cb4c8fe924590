import {
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import { expect, onTestFinished, test } from 'vitest'
import { ec2Server } from '../../testing.ts'

async function client() {
  const made = await ec2Server()
  onTestFinished(() => made[Symbol.asyncDispose]())
  return made.ec2
}

test('there is one image', async () => {
  const ec2 = await client()

  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }))

  expect(Images).toMatchObject([{ ImageId: 'ami-towpath', State: 'available' }])
  expect(
    (await ec2.send(new DescribeImagesCommand({ Filters: [{ Name: 'name', Values: ['ubuntu*'] }] }))).Images,
  ).toEqual([])
  await expect(ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-1'] }))).rejects.toMatchObject({
    name: 'InvalidAMIID.NotFound',
  })
})

test('the region that is asked has three zones', async () => {
  const ec2 = await client()

  const { Regions } = await ec2.send(new DescribeRegionsCommand({}))
  const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}))

  expect(Regions).toMatchObject([{ RegionName: 'us-east-1' }])
  expect(AvailabilityZones.map(({ ZoneName }) => ZoneName)).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c'])
})

test('instances can be launched into the default subnet and group that are described', async () => {
  const ec2 = await client()
  const isDefault = { Filters: [{ Name: 'is-default', Values: ['true'] }] }
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand(isDefault))
  const inVpc = { Filters: [{ Name: 'vpc-id', Values: [Vpcs[0]?.VpcId ?? ''] }] }
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand(inVpc))
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand(inVpc))

  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-towpath',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: Subnets[0]?.SubnetId,
      SecurityGroupIds: [SecurityGroups[0]?.GroupId ?? ''],
    }),
  )

  expect(Subnets[0]).toMatchObject({ CidrBlock: '10.9.9.0/29', AvailableIpAddressCount: 5 })
  expect(Instances[0]).toMatchObject({ VpcId: Vpcs[0]?.VpcId, SubnetId: Subnets[0]?.SubnetId })
})

test('there are no key pairs, and types that nobody knows are refused', async () => {
  const ec2 = await client()

  expect((await ec2.send(new DescribeKeyPairsCommand({}))).KeyPairs).toEqual([])
  const types = new DescribeInstanceTypesCommand({ InstanceTypes: ['t3.micro'] })
  expect((await ec2.send(types)).InstanceTypes).toMatchObject([
    { InstanceType: 't3.micro', VCpuInfo: { DefaultVCpus: 2 } },
  ])
  await expect(
    ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['z9.mega' as never] })),
  ).rejects.toMatchObject({ name: 'InvalidInstanceType' })
})
