import type { CommandStatus, DeploymentSpecification, Diagnostics } from '@towpath/agent-link'
import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import type { HostKey } from './ports/host-commands.ts'
import { deploymentSpecification } from './rules/deployment-specification.ts'
import { commandStatus, type Target, type TargetFact } from './rules/target-lifecycle.ts'
import { targetRunId } from './runs/run-ids.ts'
import type { TargetRunState } from './runs/target-run.ts'
import { Deployments } from './state/deployments.ts'
import { hostsWithWaitingCommands, Targets } from './state/targets.ts'

/** One target of one deployment. */
export interface TargetKey {
  account: string
  region: string
  deploymentId: string
  /** Counted from 0 within the deployment. */
  position: number
}

/** One handing-out of the command for one event on one target. */
export interface CommandKey extends TargetKey {
  /** Index of the event. */
  event: number
  delivery: string
}

/** What a target is to the host that asks about its commands. */
export interface CommandTarget {
  hostIdentifier: string
  targetId: string
  /** Names, in order. */
  events: string[]
  /** The command that was acknowledged and is not complete, and the ARN of who acknowledged it. */
  running?: { event: number; delivery: string; by: string }
}

/**
 * What deployments want of hosts, and what becomes of it: the other half of the room that talks to hosts. Reads and
 * writes through the handle or transaction that it is given.
 */
export function commandsForHosts(engine: Pick<Engine, 'deliver' | 'read'>) {
  async function targetRun(db: Database, key: TargetKey): Promise<TargetRunState | undefined> {
    const run = await engine.read(db, targetRunId(key.deploymentId, key.position))
    const state = run?.state as TargetRunState | undefined
    return state?.account === key.account && state.region === key.region ? state : undefined
  }

  /** Resolves with the target as it then is. */
  async function tell(db: Database, key: TargetKey, fact: TargetFact): Promise<Target> {
    const run = await engine.deliver(db, targetRunId(key.deploymentId, key.position), [fact])
    return (run.state as TargetRunState).target
  }

  return {
    /** The command that a host shall run now; none while it runs one, of whatever deployment. */
    async waiting(db: Database, host: HostKey): Promise<(Omit<CommandKey, 'delivery'> & { name: string }) | undefined> {
      const found = await new Targets(db, host).waitingFor(host.hostIdentifier)
      const name = found?.events[found.event]?.name
      if (!found || name === undefined) return undefined
      const { account, region } = host
      return { account, region, deploymentId: found.deploymentId, position: found.position, event: found.event, name }
    },

    /** Every host for which a command waits. */
    hostsWaiting: (db: Database): Promise<HostKey[]> => hostsWithWaitingCommands(db),

    /** Whose target that is: undefined when there is none. */
    async target(db: Database, key: TargetKey): Promise<CommandTarget | undefined> {
      const state = await targetRun(db, key)
      if (!state) return undefined
      const { hostIdentifier, targetId, target } = state
      const events = target.events.map(({ name }) => name)
      return { hostIdentifier, targetId, events, running: runningCommand(target) }
    },

    /** What a host is to do with a command that it acknowledges. Repeating it changes nothing. */
    async acknowledge(db: Database, key: CommandKey, by: string, noop: boolean): Promise<CommandStatus> {
      return commandStatus(await tell(db, key, { type: 'acknowledged', command: reference(key), by, noop }), key)
    },

    /** The first completion counts; later ones change nothing. */
    async complete(
      db: Database,
      key: CommandKey,
      report: { succeeded: boolean; diagnostics?: Diagnostics },
    ): Promise<void> {
      await tell(db, key, { type: 'completed', command: reference(key), ...report })
    },

    /** What the host of a target needs to know of its deployment; undefined when the deployment is gone. */
    async specification(db: Database, key: TargetKey): Promise<DeploymentSpecification | undefined> {
      const deployment = await new Deployments(db, key).find(key.deploymentId)
      return deployment && deploymentSpecification(deployment)
    },

    /** The bundle fetched for a deployment, if `host` has a target in it. */
    async bundleFor(db: Database, host: HostKey, deploymentId: string) {
      if (!(await new Targets(db, host).includesHost(deploymentId, host.hostIdentifier))) return undefined
      return (await new Deployments(db, host).find(deploymentId))?.bundle
    },
  }
}

export type CommandsForHosts = ReturnType<typeof commandsForHosts>

function runningCommand({ command }: Target): CommandTarget['running'] {
  return command?.acknowledged && { event: command.event, ...command.acknowledged }
}

function reference({ event, delivery }: CommandKey) {
  return { event, delivery }
}
