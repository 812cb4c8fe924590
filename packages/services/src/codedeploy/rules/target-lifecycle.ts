/**
 * What happens on one target of a deployment.
 *
 *   Pending --acknowledged--> InProgress --last event done--> Succeeded
 *      |                          |--an event failed--------> Failed
 *      '--called off--> Skipped   '--called off-------------> Failed
 *
 * One event at a time is offered to the host as a command. The host acknowledges it (from then on it is never offered
 * again, so that no hook runs twice because of us) and completes it. Each time a command is handed out it carries
 * another delivery token: when an answer was lost and the command was handed out again, only the delivery that is
 * acknowledged first counts, and the host is told to drop the other.
 */
import type { Diagnostics as EventDiagnostics, LifecycleEventStatus } from '@aws-sdk/client-codedeploy'
import type { CommandStatus, Diagnostics } from '@towpath/agent-link'
import { AGENT_SILENT, DEPLOYMENT_OVERDUE, EVENT_OVERDUE, failureDiagnostics, SUCCESS } from './target-diagnostics.ts'

/** A lifecycle event as the API shows it. Times are milliseconds since the epoch. */
export interface EventRecord {
  name: string
  status: LifecycleEventStatus
  startedAt?: number
  endedAt?: number
  diagnostics?: EventDiagnostics
}

/** The event whose command is out. */
export interface OpenCommand {
  /** Index into the events. */
  event: number
  offeredAt: number
  acknowledged?: {
    delivery: string
    /** ARN of the principal that acknowledged: it may complete the command as well. */
    by: string
    at: number
  }
}

export interface Target {
  status: 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped'
  /** In the order in which they run; never empty. */
  events: EventRecord[]
  ignoreApplicationStopFailures: boolean
  /** Absent once the target has ended. */
  command?: OpenCommand
  /** The deployment was stopped: nothing more is offered once the event that runs is over. */
  stopping?: boolean
  updatedAt: number
}

/** One handing-out of one event's command. */
export interface CommandReference {
  event: number
  delivery: string
}

export type TargetFact =
  | { type: 'acknowledged'; command: CommandReference; by: string; noop: boolean }
  | { type: 'completed'; command: CommandReference; succeeded: boolean; diagnostics?: Diagnostics }
  /** `stopped`: what runs on the host is awaited. `timed-out`: nothing is awaited any more. */
  | { type: 'call-off'; reason: 'stopped' | 'timed-out' }

/** Milliseconds. */
export const TARGET_LIMITS = {
  /** An event must be picked up within this time after it was offered (documented). */
  pickUp: 5 * 60_000,
  /**
   * An event must be reported within this time after it was acknowledged. A script may run for 3600 seconds
   * (documented); the minute beyond lets the agent's own report of its timeout, which holds the log, arrive first.
   */
  event: 61 * 60_000,
} as const

const IGNORABLE = ['ApplicationStop', 'BeforeBlockTraffic', 'AfterBlockTraffic']

/** A target whose first event is offered to its host. `events` are names, in order. */
export function newTarget(
  events: readonly string[],
  options: { ignoreApplicationStopFailures: boolean },
  now: number,
): Target {
  return {
    status: 'Pending',
    events: events.map((name) => ({ name, status: 'Pending' })),
    ignoreApplicationStopFailures: options.ignoreApplicationStopFailures,
    command: { event: 0, offeredAt: now },
    updatedAt: now,
  }
}

/** The target after `facts` and after what the time of day brings about. Facts that come late or again change nothing. */
export function advanceTarget(target: Target, facts: readonly TargetFact[], now: number): Target {
  const told = facts.reduce((state, fact) => apply(state, fact, now), target)
  return expire(told, now)
}

export function hasEnded(target: Target): boolean {
  return target.command === undefined
}

/** When the target has to be looked at again although nobody reports anything. */
export function deadline(target: Target): number | undefined {
  const command = target.command
  if (!command) return undefined
  return command.acknowledged ? command.acknowledged.at + TARGET_LIMITS.event : command.offeredAt + TARGET_LIMITS.pickUp
}

/**
 * The answer to an acknowledgement, asked for after it was applied. `InProgress`: run it. `Succeeded`: nothing is left
 * to do with it. `Failed`: it is over without having run.
 */
export function commandStatus(target: Target, command: CommandReference): CommandStatus {
  const open = target.command
  if (open?.event === command.event) {
    if (!open.acknowledged) return 'Pending'
    return open.acknowledged.delivery === command.delivery ? 'InProgress' : 'Succeeded'
  }
  return target.events[command.event]?.status === 'Succeeded' ? 'Succeeded' : 'Failed'
}

function apply(target: Target, fact: TargetFact, now: number): Target {
  switch (fact.type) {
    case 'acknowledged':
      return acknowledge(target, fact, now)
    case 'completed':
      return complete(target, fact, now)
    case 'call-off':
      return callOff(target, fact.reason, now)
  }
}

function acknowledge(target: Target, fact: TargetFact & { type: 'acknowledged' }, now: number): Target {
  const open = target.command
  if (open?.event !== fact.command.event || open.acknowledged) return target
  const acknowledged = { delivery: fact.command.delivery, by: fact.by, at: now }
  const running: Target = {
    ...target,
    status: 'InProgress',
    command: { ...open, acknowledged },
    events: withEvent(target, open.event, { status: 'InProgress', startedAt: now }),
    updatedAt: now,
  }
  // Nothing to run on that host: the round trip is spared, the visible result is the same.
  return fact.noop ? succeedEvent(running, open.event, now) : running
}

function complete(target: Target, fact: TargetFact & { type: 'completed' }, now: number): Target {
  const open = target.command
  if (open?.event !== fact.command.event) return target
  // An agent that cannot even read its orders completes without having acknowledged. But where another delivery of the
  // same command was acknowledged, that one is the command.
  if (open.acknowledged && open.acknowledged.delivery !== fact.command.delivery) return target
  if (fact.succeeded) return succeedEvent(target, open.event, now)
  const name = target.events[open.event]?.name ?? ''
  const diagnostics = failureDiagnostics(fact.diagnostics)
  const ignorable = target.ignoreApplicationStopFailures && IGNORABLE.includes(name)
  return ignorable
    ? goOn({ ...target, events: withFailure(target, open.event, diagnostics, now) }, open.event, now)
    : fail(target, diagnostics, now)
}

function succeedEvent(target: Target, event: number, now: number): Target {
  const change = {
    status: 'Succeeded' as const,
    startedAt: target.events[event]?.startedAt ?? now,
    endedAt: now,
    diagnostics: SUCCESS,
  }
  return goOn({ ...target, events: withEvent(target, event, change) }, event, now)
}

/** Offers the event after `event`, or ends the target where there is none or none is wanted. */
function goOn(target: Target, event: number, now: number): Target {
  const next = event + 1
  if (next >= target.events.length) return end(target, 'Succeeded', now)
  if (target.stopping) return end(target, 'Failed', now)
  return { ...target, status: 'InProgress', command: { event: next, offeredAt: now }, updatedAt: now }
}

function callOff(target: Target, reason: 'stopped' | 'timed-out', now: number): Target {
  const open = target.command
  if (!open) return target
  if (open.acknowledged) {
    return reason === 'stopped' ? { ...target, stopping: true, updatedAt: now } : fail(target, DEPLOYMENT_OVERDUE, now)
  }
  return end(target, target.status === 'Pending' ? 'Skipped' : 'Failed', now)
}

function expire(target: Target, now: number): Target {
  const due = deadline(target)
  if (due === undefined || now < due) return target
  return fail(target, target.command?.acknowledged ? EVENT_OVERDUE : AGENT_SILENT, now)
}

/** The open event has failed for good. */
function fail(target: Target, diagnostics: EventDiagnostics, now: number): Target {
  const event = target.command?.event ?? 0
  return end({ ...target, events: withFailure(target, event, diagnostics, now) }, 'Failed', now)
}

/** What has not run by now is skipped: such events have an end but no start (documented). */
function end(target: Target, status: 'Succeeded' | 'Failed' | 'Skipped', now: number): Target {
  const events = target.events.map((event) =>
    event.status === 'Pending' ? { ...event, status: 'Skipped' as const, endedAt: now } : event,
  )
  return { ...target, status, events, command: undefined, updatedAt: now }
}

function withFailure(target: Target, event: number, diagnostics: EventDiagnostics, now: number): EventRecord[] {
  const startedAt = target.events[event]?.startedAt ?? target.command?.offeredAt ?? now
  return withEvent(target, event, { status: 'Failed', startedAt, endedAt: now, diagnostics })
}

function withEvent(target: Target, index: number, change: Partial<EventRecord>): EventRecord[] {
  return target.events.map((event, at) => (at === index ? { ...event, ...change } : event))
}
