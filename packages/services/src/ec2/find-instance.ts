import type { Store } from '@towpath/storage'
import type { ResolveInstanceProfile } from './ports/ports.ts'
import { Instances } from './state/instances.ts'
import { ProfileAssociations } from './state/profile-associations.ts'

/**
 * For rooms that want to know who an instance is: an instance that is not terminated, and the role of the instance
 * profile it has at the moment. Undefined for any other.
 */
export function findInstance(deps: { store: Store; resolveInstanceProfile: ResolveInstanceProfile }) {
  return async (asked: {
    account: string
    region: string
    instanceId: string
  }): Promise<{ role?: { name: string } } | undefined> => {
    const { db } = deps.store
    const instance = await new Instances(db, asked).find(asked.instanceId)
    if (!instance || instance.state === 'terminated' || instance.state === 'shutting-down') return undefined
    const association = await new ProfileAssociations(db, asked).ofInstance(asked.instanceId)
    if (!association) return {}
    const profile = await deps.resolveInstanceProfile({ arn: association.profileArn }, { account: asked.account })
    return profile?.role ? { role: { name: profile.role.name } } : {}
  }
}
