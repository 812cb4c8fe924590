/**
 * The life of an instance. What is asked of it is written down as its state first and then carried out by the runtime,
 * so the state tells what is meant to be and, in the words that end in "ing", that it is not yet so.
 *
 * ```
 *   RunInstances                        StartInstances
 *        │                       ┌──────────────┐
 *        ▼                       ▼              │
 *     pending ──────────────▶ running      stopped ◀── stopping
 *        │  (boots)              │              │          ▲
 *        │                       └──StopInstances──────────┘
 *        └──────────┬────────────┴──────────────┘
 *                   ▼ TerminateInstances (from every state)
 *             shutting-down ──▶ terminated
 * ```
 */
export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated'

/** As `instance-state-code` has them (documented). */
export const STATE_CODES: Record<InstanceState, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
}

export interface StateReason {
  code: string
  message: string
}

export const REASONS = {
  userShutdown: {
    code: 'Client.UserInitiatedShutdown',
    message: 'Client.UserInitiatedShutdown: User initiated shutdown',
  },
  internal: (message: string): StateReason => ({
    code: 'Server.InternalError',
    message: `Server.InternalError: ${message}`,
  }),
}

/** What a wish makes of a state; undefined when it cannot be fulfilled from there. The same state: nothing to do. */
export function stateAfter(
  wish: 'start' | 'stop' | 'reboot' | 'terminate',
  state: InstanceState,
): InstanceState | undefined {
  switch (wish) {
    case 'start':
      return state === 'stopped' ? 'pending' : state === 'running' || state === 'pending' ? state : undefined
    case 'stop':
      if (state === 'running' || state === 'pending') return 'stopping'
      return state === 'stopping' || state === 'stopped' ? state : undefined
    case 'reboot':
      return state === 'running' || state === 'pending' ? state : undefined
    case 'terminate':
      return state === 'terminated' ? 'terminated' : 'shutting-down'
  }
}

/** What the runtime should do next about an instance. */
export type Step = 'launch' | 'start' | 'stop' | 'reboot' | 'terminate'

export function nextStep(
  instance: { state: InstanceState; booted: boolean; rebootRequested: boolean },
  observed: { running: boolean },
): Step | undefined {
  switch (instance.state) {
    case 'pending':
      return instance.booted ? 'start' : 'launch'
    case 'running':
      if (instance.rebootRequested) return 'reboot'
      // Killed, or the machine itself was restarted.
      return observed.running ? undefined : 'start'
    case 'stopping':
      return 'stop'
    case 'stopped':
      return observed.running ? 'stop' : undefined
    case 'shutting-down':
      return 'terminate'
    case 'terminated':
      return undefined
  }
}

/** The state once a step has been done. */
export const STATE_DONE: Record<Step, InstanceState> = {
  launch: 'running',
  start: 'running',
  reboot: 'running',
  stop: 'stopped',
  terminate: 'terminated',
}

/** Attempts to boot before an instance is given up. */
const BOOT_ATTEMPTS = 3

/** What becomes of an instance whose step has failed `attempts` times: tried again, unless it never ran. */
export function stateAfterFailure(step: Step, state: InstanceState, attempts: number): InstanceState {
  if (attempts < BOOT_ATTEMPTS || state !== 'pending') return state
  return step === 'launch' ? 'shutting-down' : 'stopping'
}

/** Milliseconds to wait after that many failures in a row. */
export const retryAfter = (attempts: number) => Math.min(60_000, 500 * 2 ** Math.min(attempts - 1, 10))
