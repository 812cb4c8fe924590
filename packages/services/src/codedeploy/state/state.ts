import type { Ids } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { Applications } from './applications.ts'
import { DeploymentConfigs } from './deployment-configs.ts'
import { DeploymentGroups } from './deployment-groups.ts'
import { Revisions } from './revisions.ts'
import type { Scope } from './tables.ts'

/** This room's tables behind named questions, for one account and region and within one transaction or none. */
export function codedeployState(db: Database, scope: Scope, ids: Ids) {
  return {
    applications: new Applications(db, scope),
    deploymentGroups: new DeploymentGroups(db, scope),
    deploymentConfigs: new DeploymentConfigs(db, scope),
    revisions: new Revisions(db, ids),
  }
}
