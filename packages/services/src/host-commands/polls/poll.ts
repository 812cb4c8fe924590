import type { Clock, Ids } from '@towpath/base'
import { UPPER_ALPHANUMERIC } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { CommandKey, DeploymentCommands, HostKey } from '../ports/deployment-commands.ts'
import type { WaitingHosts } from './waiting-hosts.ts'

export interface PollDeps {
  store: Store
  clock: Clock
  ids: Ids
  commands: Pick<DeploymentCommands, 'waiting'>
  waitingHosts: WaitingHosts
}

export interface HandedOut extends CommandKey {
  name: string
}

/** How long a poll is held open. Agents give up after 80 s, and cannot stop while a poll is open. Milliseconds. */
export const POLL_TIME = 20_000

/**
 * A command that was handed out and is not acknowledged within this time is handed out again: its answer was lost.
 * Agents acknowledge after about 0.1 s. Milliseconds.
 */
export const REDELIVERY_TIME = 3_000

/** The next command for a host, as soon as there is one; undefined when there is none within the time of a poll. */
export async function nextCommand(deps: PollDeps, host: HostKey, signal: AbortSignal): Promise<HandedOut | undefined> {
  const { waitingHosts, clock } = deps
  const key = hostKeyText(host)
  const until = clock.now() + POLL_TIME
  while (!signal.aborted && clock.now() < until) {
    const found = waitingHosts.takeMark(key) ? await deps.commands.waiting(deps.store.db, host) : undefined
    if (!found) {
      await waitingHosts.waitFor(key, until, signal)
      continue
    }
    const name = `${found.deploymentId}/${found.position}/${found.event}`
    const onItsWay = waitingHosts.onItsWay(key, name)
    if (onItsWay === 0) waitingHosts.handOut(key, name, clock.now() + REDELIVERY_TIME)
    else await waitingHosts.waitFor(key, Math.min(until, onItsWay), signal)
    // Until somebody acknowledges it, whoever asks next has to look again.
    waitingHosts.mark(key)
    if (onItsWay > 0) continue
    // A caller that goes away before it has its answer did not get the command.
    signal.addEventListener('abort', () => waitingHosts.takeBack(key, name), { once: true })
    return { ...found, delivery: deps.ids.random(8, UPPER_ALPHANUMERIC) }
  }
  return undefined
}

/** A host as one text, for maps and notifications. */
export function hostKeyText({ account, region, hostIdentifier }: HostKey): string {
  return `${account}/${region}/${hostIdentifier}`
}
