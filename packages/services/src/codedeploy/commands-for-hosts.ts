import type { CommandStatus, DeploymentSpecification, Diagnostics } from '@towpath/agent-link'
import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import type { HostKey } from './ports/host-commands.ts'
import { deploymentSpecification } from './rules/deployment-specification.ts'
import { commandStatus, type TargetFact } from './rules/target-lifecycle.ts'
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

  async function tell(db: Database, key: TargetKey, fact: TargetFact): Promise<void> {
    await engine.deliver(db, targetRunId(key.deploymentId, key.position), [fact])
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

    /** Whose target that is: undefined when there is none. `acknowledgedBy`: who runs the command that is out. */
    async target(
      db: Database,
      key: TargetKey,
    ): Promise<{ hostIdentifier: string; targetId: string; events: string[]; acknowledgedBy?: string } | undefined> {
      const state = await targetRun(db, key)
      return (
        state && {
          hostIdentifier: state.hostIdentifier,
          targetId: state.targetId,
          events: state.target.events.map(({ name }) => name),
          acknowledgedBy: state.target.command?.acknowledged?.by,
        }
      )
    },

    /** Whether that very command is running: acknowledged by this delivery and not yet complete. */
    async isRunning(db: Database, key: CommandKey): Promise<boolean> {
      const state = await targetRun(db, key)
      const command = state?.target.command
      return command?.event === key.event && command.acknowledged?.delivery === key.delivery
    },

    /** What a host is to do with a command that it acknowledges. Repeating it changes nothing. */
    async acknowledge(db: Database, key: CommandKey, by: string, noop: boolean): Promise<CommandStatus> {
      await tell(db, key, { type: 'acknowledged', command: reference(key), by, noop })
      const state = await targetRun(db, key)
      return state ? commandStatus(state.target, key) : 'Failed'
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

function reference({ event, delivery }: CommandKey) {
  return { event, delivery }
}
