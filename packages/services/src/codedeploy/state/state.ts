import type { Ids, SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { Applications } from './applications.ts'
import { DeploymentConfigs } from './deployment-configs.ts'
import { DeploymentGroups } from './deployment-groups.ts'
import { Deployments } from './deployments.ts'
import { GithubTokens } from './github-tokens.ts'
import { OnPremisesInstances } from './on-premises-instances.ts'
import { Revisions } from './revisions.ts'
import type { Scope } from './tables.ts'
import { ResourceTags } from './tags.ts'
import { TargetHealth } from './target-health.ts'
import { Targets } from './targets.ts'

/** This room's tables behind named questions, for one account and region and within one transaction or none. */
export function codedeployState(db: Database, scope: Scope, { ids, sealing }: { ids: Ids; sealing: SealingKey }) {
  return {
    applications: new Applications(db, scope),
    deploymentGroups: new DeploymentGroups(db, scope),
    deploymentConfigs: new DeploymentConfigs(db, scope),
    revisions: new Revisions(db, ids),
    onPremisesInstances: new OnPremisesInstances(db, scope),
    resourceTags: new ResourceTags(db),
    deployments: new Deployments(db, scope),
    targets: new Targets(db, scope),
    targetHealth: new TargetHealth(db),
    githubTokens: new GithubTokens(db, scope, sealing),
  }
}
