import type { CommandStatus, DeploymentSpecification, Diagnostics } from '@towpath/agent-link'
import type { Database } from '@towpath/storage'

/** A host as its agent calls itself. */
export interface HostKey {
  account: string
  region: string
  /** `arn:aws:ec2:REGION:ACCOUNT:instance/i-…`, or the IAM ARN of an on-premises instance. */
  hostIdentifier: string
}

/** One target of one deployment. */
export interface TargetKey {
  account: string
  region: string
  deploymentId: string
  /** Counted from 0 within the deployment. */
  position: number
}

/** One handing-out of the command for one lifecycle event on one target. */
export interface CommandKey extends TargetKey {
  /** Index of the event. */
  event: number
  /** Another one each time the command is handed out: only the delivery acknowledged first counts. */
  delivery: string
}

/** What a target is to the host that asks about its commands. */
export interface CommandTarget {
  hostIdentifier: string
  targetId: string
  /** Names, in order. */
  events: string[]
  /** The command that was acknowledged and is not complete; `by` is the ARN of who acknowledged it. */
  running?: { event: number; delivery: string; by: string }
}

/**
 * What deployments want of hosts; filled by the codedeploy room. Everything reads and writes through the handle or
 * transaction that it is given.
 */
export interface DeploymentCommands {
  /** The command that a host shall run now; none while it runs one, of whatever deployment. */
  waiting(db: Database, host: HostKey): Promise<(Omit<CommandKey, 'delivery'> & { name: string }) | undefined>
  /** Every host for which a command waits that nobody has acknowledged. */
  hostsWaiting(db: Database): Promise<HostKey[]>
  target(db: Database, key: TargetKey): Promise<CommandTarget | undefined>
  /** In a transaction. What the host is to do with the command; repeating it changes nothing. */
  acknowledge(db: Database, key: CommandKey, by: string, noop: boolean): Promise<CommandStatus>
  /** In a transaction. The first completion counts; later ones change nothing. */
  complete(db: Database, key: CommandKey, report: { succeeded: boolean; diagnostics?: Diagnostics }): Promise<void>
  /** Always the same for one deployment; undefined when it is gone. */
  specification(db: Database, key: TargetKey): Promise<DeploymentSpecification | undefined>
  /** The bundle that was fetched for a deployment, where the host has a target in it. */
  bundleFor(
    db: Database,
    host: HostKey,
    deploymentId: string,
  ): Promise<{ sha256: string; size: number; format: 'tar' | 'tgz' | 'zip' } | undefined>
}
