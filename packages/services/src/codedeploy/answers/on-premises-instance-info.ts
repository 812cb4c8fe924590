import type { InstanceInfo } from '@aws-sdk/client-codedeploy'
import { onPremisesInstanceArn, type Place } from '../rules/arns.ts'
import type { OnPremisesInstance } from '../state/on-premises-instances.ts'

/** An on-premises instance as GetOnPremisesInstance shows it. `tags` is always there: the aws CLI relies on it. */
export function onPremisesInstanceInfo(place: Place, instance: OnPremisesInstance): InstanceInfo {
  return {
    instanceName: instance.name,
    iamUserArn: instance.iamUserArn,
    iamSessionArn: instance.iamSessionArn,
    instanceArn: onPremisesInstanceArn(place, instance.name, instance.id),
    registerTime: new Date(instance.registeredAt),
    deregisterTime: instance.deregisteredAt === undefined ? undefined : new Date(instance.deregisteredAt),
    tags: instance.tags,
  }
}
