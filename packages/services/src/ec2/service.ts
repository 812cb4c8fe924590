import { type Operation, type Service, service } from '@towpath/wire'
import { dryRunOperation } from './errors.ts'
import { describeInstanceAttribute } from './operations/attributes/describe-instance-attribute.ts'
import { modifyInstanceAttribute } from './operations/attributes/modify-instance-attribute.ts'
import { modifyInstanceMetadataOptions } from './operations/attributes/modify-instance-metadata-options.ts'
import {
  rebootInstances,
  startInstances,
  stopInstances,
  terminateInstances,
} from './operations/instances/change-state.ts'
import { describeInstanceStatus } from './operations/instances/describe-instance-status.ts'
import { describeInstances } from './operations/instances/describe-instances.ts'
import { getConsoleOutput } from './operations/instances/get-console-output.ts'
import { runInstances } from './operations/instances/run-instances.ts'
import { associateIamInstanceProfile } from './operations/profiles/associate-iam-instance-profile.ts'
import { describeIamInstanceProfileAssociations } from './operations/profiles/describe-iam-instance-profile-associations.ts'
import { disassociateIamInstanceProfile } from './operations/profiles/disassociate-iam-instance-profile.ts'
import { replaceIamInstanceProfileAssociation } from './operations/profiles/replace-iam-instance-profile-association.ts'
import { describeImages } from './operations/surroundings/describe-images.ts'
import { describeInstanceTypes } from './operations/surroundings/describe-instance-types.ts'
import {
  describeKeyPairs,
  describeSecurityGroups,
  describeSubnets,
  describeVpcs,
} from './operations/surroundings/describe-network.ts'
import {
  describeInstanceCreditSpecifications,
  describeNetworkInterfaces,
  describeVolumes,
} from './operations/surroundings/describe-nothing.ts'
import { describeAvailabilityZones, describeRegions } from './operations/surroundings/describe-regions.ts'
import { createTags } from './operations/tags/create-tags.ts'
import { deleteTags } from './operations/tags/delete-tags.ts'
import { describeTags } from './operations/tags/describe-tags.ts'
import { type Ec2Deps, type Room, room } from './room.ts'

/** EC2 (API 2016-11-15). The list below is the only list of its operations. */
export function ec2Service(deps: Ec2Deps): Service<Room> {
  return service<Room>({
    name: 'ec2',
    protocol: 'ec2Query',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    room: (ctx) => room(deps, ctx),
    errors: {},
    operations: [
      // Instances
      runInstances,
      describeInstances,
      describeInstanceStatus,
      startInstances,
      stopInstances,
      rebootInstances,
      terminateInstances,
      getConsoleOutput,
      // Tags
      createTags,
      deleteTags,
      describeTags,
      // Instance profiles
      associateIamInstanceProfile,
      disassociateIamInstanceProfile,
      replaceIamInstanceProfileAssociation,
      describeIamInstanceProfileAssociations,
      // Attributes
      describeInstanceAttribute,
      modifyInstanceAttribute,
      modifyInstanceMetadataOptions,
      // Surroundings
      describeImages,
      describeInstanceTypes,
      describeRegions,
      describeAvailabilityZones,
      describeVpcs,
      describeSubnets,
      describeSecurityGroups,
      describeKeyPairs,
      describeVolumes,
      describeNetworkInterfaces,
      describeInstanceCreditSpecifications,
    ].map(heedingDryRun),
  })
}

// biome-ignore lint/suspicious/noExplicitAny: operations of all inputs and outputs stand in one table
type AnyOperation = Operation<any, any, Room>

/** A dry run does all that the real call does, so that it fails as that would, and then takes it back. */
function heedingDryRun(operation: AnyOperation): AnyOperation {
  return {
    ...operation,
    async run(input, ctx) {
      const output = await operation.run(input, ctx)
      if (input.DryRun) throw dryRunOperation()
      return output
    },
  }
}
