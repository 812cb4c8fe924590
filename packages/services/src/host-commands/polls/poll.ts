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

/**
 * The longest that a poll is held open. An agent is taken for lost when it has not polled for three minutes, and other
 * processes learn within half a minute that it has. Milliseconds.
 */
export const POLL_TIME = 140_000

/**
 * A caller who waits hears from us that often. Our agent, like the official one, takes a connection for dead on which
 * nothing came for 80 s; most balancers do after 60 s. Milliseconds.
 */
const SIGN_OF_LIFE = 50_000

/** For how long a host that proved who it is need not prove it again, unless there is doubt. Milliseconds. */
const PROVED = 1_000

/**
 * How long a poll is held open that does not say that it may be held longer. The official agent (observed) stops only
 * when the poll that it waits for has been answered: this is what `service codedeploy-agent stop` takes at most.
 */
const POLL_TIME_UNASKED = 5_000

/**
 * A command that was handed out and is not acknowledged within this time is handed out again: its answer was lost.
 * Agents acknowledge after about 0.1 s. Milliseconds.
 */
export const REDELIVERY_TIME = 3_000

/** How long a poll is held open whose sender would wait for that many seconds: long enough to look once. Milliseconds. */
export function pollTime(waitSeconds: number | undefined): number {
  if (waitSeconds === undefined) return POLL_TIME_UNASKED
  return Math.min(Math.max(waitSeconds * 1000, 1), POLL_TIME)
}

/** Who waits for a command. It has proved that it is the host. */
export interface Caller {
  /** Aborted when it goes away. */
  signal: AbortSignal
  /** Rejects when it is not the host any more. */
  confirm(): Promise<void>
  signOfLife(): void
}

/**
 * The next command for a host, as soon as there is one; undefined when there is none within `time` milliseconds. Rejects
 * when the caller ceases to be the host: whenever a host is marked it has to prove itself again.
 */
export async function nextCommand(
  deps: PollDeps,
  host: HostKey,
  time: number,
  caller: Caller,
): Promise<HandedOut | undefined> {
  const { waitingHosts, clock } = deps
  const { signal } = caller
  const key = hostKeyText(host)
  const until = clock.now() + time
  let proved = { at: clock.now(), doubts: waitingHosts.doubts }
  let silence = proved.at + SIGN_OF_LIFE

  async function find(): Promise<Awaited<ReturnType<PollDeps['commands']['waiting']>>> {
    try {
      const now = { at: clock.now(), doubts: waitingHosts.doubts }
      if (now.doubts !== proved.doubts || now.at - proved.at > PROVED) {
        await caller.confirm()
        proved = now
      }
      return await deps.commands.waiting(deps.store.db, host)
    } catch (error) {
      // Whoever asks next has to look.
      waitingHosts.mark(key)
      throw error
    }
  }

  while (!signal.aborted && clock.now() < until) {
    const found = waitingHosts.takeMark(key) ? await find() : undefined
    if (!found) {
      await waitingHosts.waitFor(key, Math.min(until, silence), signal)
      if (clock.now() >= silence && clock.now() < until) {
        caller.signOfLife()
        silence = clock.now() + SIGN_OF_LIFE
      }
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
