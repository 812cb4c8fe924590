import { mkdir } from 'node:fs/promises'
import type { DeploymentSpecification } from '@towpath/agent-link'
import { SCRIPTABLE_EVENTS } from '@towpath/agent-link/lifecycle-events.ts'
import { downloadBundle } from './download-bundle.ts'
import { runHookEvent, scriptsFor } from './hook-event.ts'
import type { EventObserver, HostTools } from './host-tools.ts'
import { installEvent } from './install.ts'
import { type EventOutcome, failedWith } from './outcome.ts'

type EventRun = (
  spec: DeploymentSpecification,
  tools: HostTools,
  observer: EventObserver,
  event: string,
) => Promise<EventOutcome>

const hookRun: EventRun = (spec, tools, observer, event) => runHookEvent(event, spec, tools, observer)

/** Every event that can be asked for. */
const EVENTS = new Map<string, EventRun>([
  ['DownloadBundle', downloadBundle],
  ['Install', installEvent],
  ...SCRIPTABLE_EVENTS.map((name): [string, EventRun] => [name, hookRun]),
])

/** Runs one event to its end; never rejects. `customEvents` are hooks of local deployments. */
export async function runEvent(
  event: string,
  spec: DeploymentSpecification,
  tools: HostTools,
  observer: EventObserver = {},
  customEvents: readonly string[] = [],
): Promise<EventOutcome> {
  const run = EVENTS.get(event) ?? (customEvents.includes(event) ? hookRun : undefined)
  try {
    if (!run) throw new Error(`Unsupported command type: ${event}.`)
    await mkdir(tools.layout.deployment(spec).path, { recursive: true })
    return await run(spec, tools, observer, event)
  } catch (error) {
    return failedWith(error)
  }
}

/**
 * Whether an event has nothing to do on this host. Rejects when the appspec that would tell is missing or invalid: that
 * is a failure, not a no-op. An unknown event is one (and fails when it is run all the same, as with the official agent).
 */
export async function isNoop(event: string, spec: DeploymentSpecification, tools: HostTools): Promise<boolean> {
  const run = EVENTS.get(event)
  if (run !== hookRun) return run === undefined
  return (await scriptsFor(event, spec, tools)).scripts.length === 0
}
