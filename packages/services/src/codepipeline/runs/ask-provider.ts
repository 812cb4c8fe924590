import type { ActionOutcome, ExternalExecution } from '../providers/provider.ts'
import type { ActionCommand, ActionFact, ActionWork } from '../rules/execution/action-lifecycle.ts'
import { refusalOutcome, withinLimits } from './provider-answers.ts'

type Waiting = ExternalExecution & { memory?: Record<string, string> }

/** A provider of actions or of rules. */
interface ProviderOf<Request> {
  start(request: Request, signal: AbortSignal): Promise<ActionOutcome>
  check?(request: Request, waiting: Waiting, signal: AbortSignal): Promise<ActionOutcome>
  abandon?(request: Request, waiting: Waiting, signal: AbortSignal): Promise<void>
}

/** Who is to be asked and with what, or why nobody can be. */
export type Asked<Request> = { provider: ProviderOf<Request>; request: Request } | (ActionOutcome & { type: 'failed' })

/** Asks a provider to begin, to look or to leave off. Rejects with what is to be tried again. */
export async function askProvider<Request>(
  asked: Asked<Request>,
  { external, memory }: ActionWork,
  { type }: ActionCommand,
  signal: AbortSignal,
): Promise<ActionFact[]> {
  const waiting = { ...external, memory }
  if (type === 'abandon') {
    if ('provider' in asked) await asked.provider.abandon?.(asked.request, waiting, signal)
    return []
  }
  if (!('provider' in asked)) return [{ type: 'answered', outcome: asked }]
  const outcome = await orRefused(answer(asked, type, waiting, signal))
  return [{ type: 'answered', outcome: withinLimits(outcome) }]
}

async function answer<Request>(
  { provider, request }: { provider: ProviderOf<Request>; request: Request },
  type: 'start' | 'check',
  waiting: Waiting,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  if (type === 'start') return provider.start(request, signal)
  return provider.check ? provider.check(request, waiting, signal) : { type: 'waiting' }
}

async function orRefused(answering: Promise<ActionOutcome>): Promise<ActionOutcome> {
  try {
    return await answering
  } catch (error) {
    const outcome = refusalOutcome(error)
    if (!outcome) throw error
    return outcome
  }
}
