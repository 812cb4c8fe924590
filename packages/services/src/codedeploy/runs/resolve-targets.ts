import { inPlaceEvents } from '@towpath/agent-link'
import { formatArn, type Ids, UPPER_ALPHANUMERIC } from '@towpath/base'
import type { Database, Store } from '@towpath/storage'
import type { Instances } from '../ports/instances.ts'
import type { RoleSessions } from '../ports/role-sessions.ts'
import { deploymentGroupArn, onPremisesInstanceArn } from '../rules/arns.ts'
import {
  applicationMissing,
  type DeploymentError,
  deploymentGroupMissing,
  iamRoleMissing,
  iamRoleNotAssumable,
  iamRolePermissions,
  noInstances,
  overMaxInstances,
} from '../rules/deployment-errors.ts'
import type { DeploymentGroupSettings } from '../rules/deployment-group-settings.ts'
import type { DeploymentFact } from '../rules/deployment-lifecycle.ts'
import { revisionIdentity } from '../rules/revision-identity.ts'
import { selectsEC2Instance, selectsOnPremisesInstance } from '../rules/tag-filters.ts'
import { orderTargets } from '../rules/target-order.ts'
import { Applications } from '../state/applications.ts'
import { DeploymentGroups } from '../state/deployment-groups.ts'
import { type Deployment, Deployments } from '../state/deployments.ts'
import { OnPremisesInstances } from '../state/on-premises-instances.ts'
import { TargetHealth } from '../state/target-health.ts'
import { type TargetRecord, Targets } from '../state/targets.ts'

export interface ResolveDeps {
  store: Store
  ids: Ids
  roleSessions: RoleSessions
  instances: Instances
}

interface Found {
  targetId: string
  targetArn: string
  hostIdentifier: string
  zone: string
}

/** How long the health of a target is kept that is not in its group any more, in milliseconds: it may come back. */
const HEALTH_KEPT = 30 * 86_400_000

/** Targets of one deployment. AWS allows 1000 and raises it on request; the engine's cost per target is constant. */
export const MOST_TARGETS = 10_000

/**
 * Finds the targets of a deployment and writes them down in the order in which they are deployed.
 *
 * May be done again: targets that were written down once are the targets, whoever carries the tags by now.
 */
export async function resolveTargets(
  deps: ResolveDeps,
  deployment: Deployment,
  options: { byZone: boolean; now: number; signal: AbortSignal },
): Promise<DeploymentFact> {
  const known = await new Targets(deps.store.db, deployment).countByZone(deployment.id)
  if (known.length > 0) return { type: 'targets-resolved', zones: known }
  const refused = await missingOwner(deps.store.db, deployment)
  if (refused) return refuse(refused)
  const found = await findTargets(deps, deployment, options.signal)
  if ('error' in found) return refuse(found.error)
  if (found.targets.length === 0) return refuse(noInstances())
  if (found.targets.length > MOST_TARGETS) return refuse(overMaxInstances(found.targets.length, MOST_TARGETS))
  const targets = await selectAndOrder(deps, deployment, found.targets, options)
  if (targets.length === 0) return { type: 'nothing-to-do' }
  return writeDown(deps.store, deployment, targets)
}

const refuse = (error: DeploymentError): DeploymentFact => ({ type: 'refused', error })

async function missingOwner(db: Database, deployment: Deployment): Promise<DeploymentError | undefined> {
  if (!(await new Applications(db, deployment).findById(deployment.applicationId))) {
    return applicationMissing(deployment.applicationName)
  }
  if (!(await new DeploymentGroups(db, deployment).findById(deployment.groupId))) {
    return deploymentGroupMissing(deployment.groupName)
  }
  return undefined
}

async function findTargets(
  deps: ResolveDeps,
  deployment: Deployment,
  signal: AbortSignal,
): Promise<{ targets: Found[] } | { error: DeploymentError }> {
  const { account, region, groupName, applicationName } = deployment
  const { settings } = deployment.request
  const { serviceRoleArn: roleArn } = settings
  const session = await deps.roleSessions.assume({
    roleArn,
    sessionName: deployment.id,
    account,
    region,
    deploymentGroupArn: deploymentGroupArn(deployment, applicationName, groupName),
  })
  if ('refused' in session) {
    return { error: session.refused === 'missing' ? iamRoleMissing(groupName) : iamRoleNotAssumable(roleArn) }
  }
  const onPremises = await findOnPremises(deps.store.db, deployment)
  if (!selectsOnEC2(settings)) return { targets: onPremises }
  const described = await deps.instances.describe(session.principal, { region, signal })
  if ('refused' in described) return { error: iamRolePermissions(roleArn, 'AmazonEC2', described.refused) }
  const instances = described.instances
    .filter(({ tags }) => selectsEC2Instance(settings, tags))
    .map(({ instanceId, zone }): Found => {
      const arn = formatArn({ service: 'ec2', region, account, resource: `instance/${instanceId}` })
      return { targetId: instanceId, targetArn: arn, hostIdentifier: arn, zone }
    })
  return { targets: [...instances, ...onPremises] }
}

/** A group of on-premises instances alone asks nothing of EC2, so its role needs no right there. */
function selectsOnEC2({ ec2TagFilters, ec2TagSet }: DeploymentGroupSettings): boolean {
  return ec2TagFilters.length > 0 || (ec2TagSet?.ec2TagSetList ?? []).length > 0
}

async function findOnPremises(db: Database, deployment: Deployment): Promise<Found[]> {
  const registered = await new OnPremisesInstances(db, deployment).listRegistered()
  return registered
    .filter(({ tags }) => selectsOnPremisesInstance(deployment.request.settings, tags))
    .map((instance) => ({
      targetId: instance.name,
      targetArn: onPremisesInstanceArn(deployment, instance.name, instance.id),
      hostIdentifier: instance.iamUserArn ?? instance.iamSessionArn ?? '',
      zone: '',
    }))
}

async function selectAndOrder(
  deps: ResolveDeps,
  deployment: Deployment,
  found: Found[],
  { byZone, now }: { byZone: boolean; now: number },
): Promise<TargetRecord[]> {
  const health = await new TargetHealth(deps.store.db).ofGroup(deployment.groupId)
  await forgetGone(deps.store, deployment, { health, found, now })
  const group = await new DeploymentGroups(deps.store.db, deployment).findById(deployment.groupId)
  const wanted = revisionIdentity(deployment.request.revision)
  const candidates = found
    .map((target) => ({
      ...target,
      health: health.get(target.targetId),
      chance: deps.ids.random(8, UPPER_ALPHANUMERIC),
    }))
    .filter(({ health: known }) => !deployment.request.updateOutdatedInstancesOnly || known?.revision !== wanted)
  const currentRevision = group?.targetRevision && revisionIdentity(group.targetRevision)
  const events = inPlaceEvents({ loadBalancer: false }).map(({ name }) => ({ name, status: 'Pending' as const }))
  return orderTargets(candidates, { currentRevision, byZone }).map((target, position) => ({
    deploymentId: deployment.id,
    position,
    targetId: target.targetId,
    targetArn: target.targetArn,
    hostIdentifier: target.hostIdentifier,
    zone: byZone ? target.zone : '',
    status: 'Pending',
    events,
    updatedAt: now,
  }))
}

/** Of a target that is gone, or not in the group any more, its health is forgotten after a while. */
async function forgetGone(
  store: Store,
  { groupId }: Deployment,
  { health, found, now }: { health: Map<string, unknown>; found: Found[]; now: number },
): Promise<void> {
  const present = new Set(found.map(({ targetId }) => targetId))
  const gone = [...health.keys()].filter((targetId) => !present.has(targetId))
  if (gone.length === 0) return
  await store.transaction((db) => new TargetHealth(db).forget(groupId, gone, now - HEALTH_KEPT))
}

async function writeDown(store: Store, deployment: Deployment, targets: TargetRecord[]): Promise<DeploymentFact> {
  return store.transaction(async (db) => {
    const state = new Targets(db, deployment)
    const current = await new Deployments(db, deployment).find(deployment.id)
    // Somebody else was quicker, or the deployment was stopped meanwhile (then the fact comes too late and is dropped).
    const known = await state.countByZone(deployment.id)
    if (!current) return refuse(applicationMissing(deployment.applicationName))
    if (known.length === 0 && current.status === 'Created') await state.insertAll(targets)
    return { type: 'targets-resolved', zones: await state.countByZone(deployment.id) }
  })
}
