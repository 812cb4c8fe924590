import type { RunInstancesRequest } from '@aws-sdk/client-ec2'
import {
  invalidParameterValue,
  keyPairNotFound,
  securityGroupNotFound,
  subnetNotFound,
  unsupportedOperation,
} from '../errors.ts'
import { defaultId, type Place } from './ids.ts'

/** What instances are launched into: there is one subnet and one security group, and nothing else to choose. */
export function checkSurroundings(input: RunInstancesRequest, place: Place): void {
  if (input.SubnetId !== undefined && input.SubnetId !== defaultId('subnet', place))
    throw subnetNotFound(input.SubnetId)
  for (const id of input.SecurityGroupIds ?? []) {
    if (id !== defaultId('sg', place)) throw securityGroupNotFound(id)
  }
  for (const name of input.SecurityGroups ?? []) if (name !== 'default') throw securityGroupNotFound(name)
  if (input.KeyName !== undefined) throw keyPairNotFound(input.KeyName)
  checkZone(input.Placement?.AvailabilityZone, place)
  checkType(input.InstanceType)
  for (const member of ['LaunchTemplate', 'InstanceMarketOptions', 'PrivateIpAddress', 'NetworkInterfaces'] as const) {
    const value = input[member]
    const given = Array.isArray(value) ? value.length > 0 : value !== undefined
    if (given) throw unsupportedOperation(`Instances of this control plane take no ${member}.`)
  }
}

function checkZone(zone: string | undefined, { region }: Place): void {
  if (zone === undefined || zonesOf(region).includes(zone)) return
  throw invalidParameterValue(`Invalid availability zone: [${zone}]. Valid zones are ${zonesOf(region).join(', ')}.`)
}

/** Any type goes, since all share the machine; it must only look like one. */
function checkType(type: string | undefined): void {
  if (type !== undefined && !/^[a-z0-9-]{1,20}\.[a-z0-9-]{1,20}$/.test(type)) {
    throw invalidParameterValue(`Invalid value '${type.slice(0, 64)}' for InstanceType.`)
  }
}

export const zonesOf = (region: string) => ['a', 'b', 'c'].map((letter) => `${region}${letter}`)
