import { OnPremisesInstances, registrationsRevision } from '@towpath/services/codedeploy/index.ts'
import { associationsRevision, findInstance } from '@towpath/services/ec2/index.ts'
import type { WatchedHosts } from '@towpath/services/host-commands/index.ts'
import { type IamDeps, iamRevision, resolveInstanceProfile } from '@towpath/services/iam/index.ts'
import type { Store } from '@towpath/storage'

/** Which hosts there are, as the command service asks. */
export function hosts(store: Store, iam: IamDeps): WatchedHosts {
  return {
    instance: findInstance({ store, resolveInstanceProfile: resolveInstanceProfile(iam) }),
    async onPremises({ account, region, arn }) {
      const instance = await new OnPremisesInstances(store.db, { account, region }).findByIdentity(arn)
      return instance && { instanceName: instance.name }
    },
    async revision() {
      const { db } = store
      return (await Promise.all([iamRevision(db), associationsRevision(db), registrationsRevision(db)])).join(' ')
    },
  }
}
