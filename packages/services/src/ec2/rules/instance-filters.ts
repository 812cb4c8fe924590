import type { Instance } from '../state/instance.ts'
import type { ProfileAssociation } from '../state/profile-associations.ts'
import type { Attributes } from './filters.ts'
import { defaultId, privateDnsName } from './ids.ts'
import { STATE_CODES } from './instance-state.ts'

/** What filters of DescribeInstances look at. Filters that EC2 has and we have not are refused as unknown ones are. */
export function instanceAttributes(instance: Instance, association?: ProfileAssociation): Attributes {
  const gone = instance.state === 'terminated'
  return {
    'instance-id': [instance.id],
    'image-id': [instance.imageId],
    'instance-type': [instance.instanceType],
    'instance-state-name': [instance.state],
    'instance-state-code': [String(STATE_CODES[instance.state])],
    'private-ip-address': [gone ? undefined : instance.privateIp],
    'ip-address': [],
    'private-dns-name': [gone ? undefined : privateDnsName(instance.privateIp, instance.region)],
    'dns-name': [],
    'iam-instance-profile.arn': [association?.profileArn],
    'iam-instance-profile.id': [association?.profileId],
    'availability-zone': [instance.zone],
    'client-token': [instance.clientToken],
    'reservation-id': [instance.reservationId],
    'owner-id': [instance.account],
    'key-name': [instance.keyName],
    'launch-index': [String(instance.launchIndex)],
    'launch-time': [new Date(instance.launchedAt).toISOString()],
    'vpc-id': [gone ? undefined : defaultId('vpc', instance)],
    'subnet-id': [gone ? undefined : defaultId('subnet', instance)],
    'instance.group-id': [gone ? undefined : defaultId('sg', instance)],
    'instance.group-name': [gone ? undefined : 'default'],
    'group-id': [gone ? undefined : defaultId('sg', instance)],
    'group-name': [gone ? undefined : 'default'],
    'root-device-type': ['ebs'],
    'virtualization-type': ['hvm'],
    architecture: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
    tenancy: ['default'],
    hypervisor: ['xen'],
    'instance-lifecycle': [],
    'state-reason-code': [instance.reason?.code],
  }
}

export const INSTANCE_FILTERS = [
  'tag-key',
  'tag-value',
  'instance-id image-id instance-type instance-state-name instance-state-code private-ip-address ip-address',
  'private-dns-name dns-name iam-instance-profile.arn iam-instance-profile.id availability-zone client-token',
  'reservation-id owner-id key-name launch-index launch-time vpc-id subnet-id instance.group-id instance.group-name',
  'group-id group-name root-device-type virtualization-type architecture tenancy hypervisor instance-lifecycle',
  'state-reason-code',
].flatMap((names) => names.split(' '))
