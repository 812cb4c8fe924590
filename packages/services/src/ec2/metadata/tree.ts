import { macAddress } from '../answers/instance.ts'
import { privateDnsName } from '../rules/ids.ts'
import type { MetadataView } from './view.ts'

/**
 * Everything that can be read below `/latest/`, by path, besides the credentials themselves
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html).
 */
export function metadataTree(view: MetadataView, now: number): Map<string, string> {
  const { instance, tags, profile } = view
  const name = privateDnsName(instance.privateIp, instance.region)
  const data: Record<string, string | undefined> = {
    'ami-id': instance.imageId,
    'ami-launch-index': String(instance.launchIndex),
    hostname: name,
    'instance-id': instance.id,
    'instance-life-cycle': 'on-demand',
    'instance-type': instance.instanceType,
    'local-hostname': name,
    'local-ipv4': instance.privateIp,
    mac: macAddress(instance.privateIp),
    'placement/availability-zone': instance.zone,
    'placement/region': instance.region,
    profile: 'default-hvm',
    'reservation-id': instance.reservationId,
    'security-groups': 'default',
    'services/domain': 'amazonaws.com',
    'services/partition': 'aws',
    'iam/info': profile && profileInfo(profile, now),
    ...Object.fromEntries([...tags].map(([key, value]) => [`tags/instance/${key}`, value])),
  }
  const tree = new Map<string, string>()
  for (const [path, value] of Object.entries(data))
    if (value !== undefined) tree.set(`/latest/meta-data/${path}`, value)
  tree.set('/latest/dynamic/instance-identity/document', identityDocument(view))
  if (instance.userData !== undefined)
    tree.set('/latest/user-data', Buffer.from(instance.userData, 'base64').toString())
  return tree
}

/** What lies directly below a folder, one name a line; folders end in a slash, as EC2 has them. */
export function listing(paths: Iterable<string>, folder: string): string | undefined {
  const names = new Set<string>()
  for (const path of paths) {
    if (!path.startsWith(folder)) continue
    const [name = '', ...rest] = path.slice(folder.length).split('/')
    names.add(rest.length > 0 ? `${name}/` : name)
  }
  return names.size === 0 ? undefined : [...names].sort().join('\n')
}

function profileInfo(profile: NonNullable<MetadataView['profile']>, now: number): string {
  const info = {
    Code: 'Success',
    LastUpdated: isoTime(now),
    InstanceProfileArn: profile.arn,
    InstanceProfileId: profile.id,
  }
  return JSON.stringify(info, null, 2)
}

function identityDocument({ instance }: MetadataView): string {
  const document = {
    accountId: instance.account,
    architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
    availabilityZone: instance.zone,
    billingProducts: null,
    devpayProductCodes: null,
    imageId: instance.imageId,
    instanceId: instance.id,
    instanceType: instance.instanceType,
    kernelId: null,
    marketplaceProductCodes: null,
    pendingTime: isoTime(instance.launchedAt),
    privateIp: instance.privateIp,
    ramdiskId: null,
    region: instance.region,
    version: '2017-09-30',
  }
  return JSON.stringify(document, null, 2)
}

/** Without fractions of a second, as EC2 writes them. */
export const isoTime = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`
