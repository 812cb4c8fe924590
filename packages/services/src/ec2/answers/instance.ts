import type { Instance as InstanceAnswer, InstanceStateChange, StateReason } from '@aws-sdk/client-ec2'
import { defaultId, type Place, privateDnsName } from '../rules/ids.ts'
import { type InstanceState, STATE_CODES } from '../rules/instance-state.ts'
import type { Reachability } from '../rules/status.ts'
import type { Instance } from '../state/instance.ts'
import type { ProfileAssociation } from '../state/profile-associations.ts'

export const stateAnswer = (state: InstanceState) => ({ Code: STATE_CODES[state], Name: state })

export function stateChange(instance: Instance, after: InstanceState): InstanceStateChange {
  return {
    InstanceId: instance.id,
    CurrentState: stateAnswer(after),
    PreviousState: stateAnswer(instance.state),
  }
}

export const tagList = (tags: Map<string, string>) => [...tags].map(([Key, Value]) => ({ Key, Value }))

/** A MAC address as a driver gives it: the instance's address in a range that nobody sells. */
export const macAddress = (address: string) =>
  ['02', '54', ...address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':')

/** An instance as DescribeInstances and RunInstances tell it. */
export function instanceAnswer(
  instance: Instance,
  about: { tags: Map<string, string>; association?: ProfileAssociation; reachability?: Reachability },
): InstanceAnswer {
  const gone = instance.state === 'terminated'
  const { association } = about
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    InstanceType: instance.instanceType as InstanceAnswer['InstanceType'],
    State: stateAnswer(instance.state),
    StateReason: reasonAnswer(instance, about.reachability),
    StateTransitionReason: transitionReason(instance),
    LaunchTime: new Date(instance.launchedAt),
    AmiLaunchIndex: instance.launchIndex,
    ...(instance.clientToken !== undefined && { ClientToken: instance.clientToken }),
    ...(instance.keyName !== undefined && { KeyName: instance.keyName }),
    Placement: { AvailabilityZone: instance.zone, GroupName: '', Tenancy: 'default' },
    PrivateDnsName: gone ? '' : privateDnsName(instance.privateIp, instance.region),
    PublicDnsName: '',
    ...(gone ? {} : network(instance)),
    ...(association && !gone && { IamInstanceProfile: { Arn: association.profileArn, Id: association.profileId } }),
    Tags: tagList(about.tags),
    Architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
    RootDeviceType: 'ebs',
    RootDeviceName: '/dev/xvda',
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EbsOptimized: false,
    EnaSupport: true,
    Monitoring: { State: 'disabled' },
    BlockDeviceMappings: [],
    ProductCodes: [],
    MetadataOptions: metadataOptions(instance),
  }
}

export const metadataOptions = (instance: Instance) => ({
  State: 'applied' as const,
  HttpTokens: instance.httpTokensRequired ? ('required' as const) : ('optional' as const),
  HttpPutResponseHopLimit: 2,
  HttpEndpoint: 'enabled' as const,
  HttpProtocolIpv6: 'disabled' as const,
  InstanceMetadataTags: 'enabled' as const,
})

function network(instance: Instance): Partial<InstanceAnswer> {
  const place: Place = instance
  return {
    PrivateIpAddress: instance.privateIp,
    VpcId: defaultId('vpc', place),
    SubnetId: defaultId('subnet', place),
    SecurityGroups: [{ GroupId: defaultId('sg', place), GroupName: 'default' }],
    SourceDestCheck: true,
    NetworkInterfaces: [],
  }
}

/**
 * On EC2 only instances that do not run have a reason. Ours also say so when they run but cannot do their work, because
 * nothing else in DescribeInstances could tell.
 */
function reasonAnswer(instance: Instance, reachability?: Reachability): StateReason | undefined {
  if (instance.reason) return { Code: instance.reason.code, Message: instance.reason.message }
  if (reachability?.status === 'impaired') return { Code: 'Client.AgentUnreachable', Message: reachability.reason }
  return undefined
}

function transitionReason({ reason, stateChangedAt }: Instance): string {
  if (reason?.code !== 'Client.UserInitiatedShutdown') return ''
  return `User initiated (${new Date(stateChangedAt).toISOString().slice(0, 19).replace('T', ' ')} GMT)`
}
