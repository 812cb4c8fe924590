import type { InstanceState } from './instance-state.ts'

/** What is known of an instance's agent. Times are milliseconds since the epoch. */
export interface AgentHealth {
  lastPollAt?: number
  lastRefusalAt?: number
  /** Why the control plane refused it last. */
  lastRefusal?: string
}

export interface Reachability {
  status: 'ok' | 'impaired' | 'initializing' | 'not-applicable'
  /** Why, for people; and what would help, if anything is known. */
  reason?: string
  since?: number
}

/** How long after boot an agent may take to poll for the first time, and how long a poll may be ago. */
const PATIENCE = { start: 60_000, poll: 180_000 }

/** The instance status check: whether the agent can be reached, which for an agent that pulls means that it polls. */
export function reachability(
  instance: { state: InstanceState; stateChangedAt: number; instanceId: string; hasProfile: boolean },
  health: AgentHealth | undefined,
  now: number,
): Reachability {
  if (instance.state !== 'running') return { status: 'not-applicable' }
  const since = instance.stateChangedAt
  if (!instance.hasProfile) return { status: 'impaired', since, reason: withoutProfile(instance.instanceId) }
  const polled = health?.lastPollAt ?? 0
  const refused = health?.lastRefusalAt ?? 0
  if (refused > polled && refused >= since) {
    return {
      status: 'impaired',
      since: refused,
      reason: `The agent was refused: ${health?.lastRefusal ?? 'no reason is known'}`,
    }
  }
  if (polled >= since && now - polled <= PATIENCE.poll) return { status: 'ok' }
  if (now - since <= PATIENCE.start) return { status: 'initializing' }
  const last = polled > 0 ? `last polled at ${new Date(polled).toISOString()}` : 'has not polled yet'
  return {
    status: 'impaired',
    since: Math.max(since, polled),
    reason: `The agent ${last}; see its log with get-console-output`,
  }
}

const withoutProfile = (id: string) =>
  `The instance has no instance profile, so its agent has no credentials to poll with: aws ec2 associate-iam-instance-profile --instance-id ${id} --iam-instance-profile Name=…`
