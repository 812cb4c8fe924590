import { OnPremisesInstances } from '@towpath/services/codedeploy/index.ts'
import type { Hosts } from '@towpath/services/host-commands/index.ts'
import type { Store } from '@towpath/storage'

/** Which hosts there are, as the command service asks. */
export function hosts(store: Store): Hosts {
  return {
    async instance() {
      return undefined
    },
    async onPremises({ account, region, arn }) {
      const instance = await new OnPremisesInstances(store.db, { account, region }).findByIdentity(arn)
      return instance && { instanceName: instance.name }
    },
  }
}
