/**
 * The lifecycle events of a deployment on a host: the one list that control plane and agent both read.
 * Order and properties as documented for EC2/on-premises deployments.
 */

/** Which revision on the host an event takes its appspec and scripts from. */
export type RevisionChoice =
  /** The revision of the deployment that the event belongs to. */
  | 'current'
  /** The revision of the last Install that succeeded in this deployment group. */
  | 'last-successful'
  /** The revision of the last DownloadBundle that succeeded in this deployment group. */
  | 'most-recent'

export interface LifecycleEvent {
  name: string
  /** `hook`: the user's scripts; `agent`: work of the agent itself; `service`: work of the control plane. */
  runs: 'hook' | 'agent' | 'service'
  /** Only part of deployments that move traffic (a load balancer is configured). */
  traffic: boolean
  revision: RevisionChoice
  /** In the deployment that rolls a blue/green deployment back. */
  rollbackRevision: RevisionChoice
}

function hook(name: string, revision: RevisionChoice, rollbackRevision = revision, traffic = false): LifecycleEvent {
  return { name, runs: 'hook', traffic, revision, rollbackRevision }
}

function builtIn(name: string, runs: 'agent' | 'service'): LifecycleEvent {
  return { name, runs, traffic: runs === 'service', revision: 'current', rollbackRevision: 'current' }
}

/** All events, in the order in which an in-place deployment behind a load balancer runs them. */
export const LIFECYCLE_EVENTS: readonly LifecycleEvent[] = [
  hook('BeforeBlockTraffic', 'last-successful', 'most-recent', true),
  builtIn('BlockTraffic', 'service'),
  hook('AfterBlockTraffic', 'last-successful', 'most-recent', true),
  hook('ApplicationStop', 'last-successful'),
  builtIn('DownloadBundle', 'agent'),
  hook('BeforeInstall', 'current'),
  builtIn('Install', 'agent'),
  hook('AfterInstall', 'current'),
  hook('ApplicationStart', 'current'),
  hook('ValidateService', 'current'),
  hook('BeforeAllowTraffic', 'current', 'last-successful', true),
  builtIn('AllowTraffic', 'service'),
  hook('AfterAllowTraffic', 'current', 'last-successful', true),
]

/** The events that reach a host as commands, in order. */
export const HOST_EVENTS: readonly LifecycleEvent[] = LIFECYCLE_EVENTS.filter((event) => event.runs !== 'service')

/** The events that an appspec may name hooks for, in order. */
export const SCRIPTABLE_EVENTS: readonly string[] = LIFECYCLE_EVENTS.filter((event) => event.runs === 'hook').map(
  (event) => event.name,
)

export function lifecycleEvent(name: string): LifecycleEvent | undefined {
  return LIFECYCLE_EVENTS.find((event) => event.name === name)
}

/** The events of an in-place deployment, in order. */
export function inPlaceEvents(options: { loadBalancer: boolean }): LifecycleEvent[] {
  return LIFECYCLE_EVENTS.filter((event) => options.loadBalancer || !event.traffic)
}

/** Whether a deployment is the rollback of a blue/green one, judged by what its specification says. */
export function isBlueGreenRollback(deployment: { deploymentCreator: string; deploymentType: string }): boolean {
  return deployment.deploymentCreator === 'codeDeployRollback' && deployment.deploymentType === 'BLUE_GREEN'
}

/**
 * Which revision's scripts an event uses. Custom events (local deployments only) use the current one.
 *
 * An earlier revision is meant only as long as the current deployment has no unpacked revision on the host; once it
 * was downloaded, the current one is used for every event (observed with the official agent).
 */
export function revisionChoice(
  eventName: string,
  deployment: { deploymentCreator: string; deploymentType: string },
): RevisionChoice {
  const event = lifecycleEvent(eventName)
  if (!event) return 'current'
  return isBlueGreenRollback(deployment) ? event.rollbackRevision : event.revision
}
