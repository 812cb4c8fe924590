import type { IamInstanceProfileAssociation } from '@aws-sdk/client-ec2'
import type { ProfileAssociation } from '../state/profile-associations.ts'

export function associationAnswer(
  association: ProfileAssociation,
  state: 'associating' | 'associated' | 'disassociating',
): IamInstanceProfileAssociation {
  return {
    AssociationId: association.id,
    InstanceId: association.instanceId,
    IamInstanceProfile: { Arn: association.profileArn, Id: association.profileId },
    State: state,
  }
}
