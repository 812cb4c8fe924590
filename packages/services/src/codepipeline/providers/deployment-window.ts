import type { Clock } from '@towpath/base'
import { windowAt } from '../rules/conditions/deployment-window.ts'
import { evaluated } from './failure.ts'
import type { ActionOutcome, ActionRequest, Provider } from './provider.ts'

/** Rule: holds within a window; before it opens the rule waits, as long as its time limit lets it. */
export function deploymentWindow(clock: Clock): Provider {
  const look = async ({ action, configuration }: ActionRequest): Promise<ActionOutcome> => {
    const { Cron: cron = '', TimeZone: zone = 'UTC' } = configuration
    const window = evaluated(action.name, () => windowAt(cron, zone, clock.now()))
    if (window.open) return { type: 'succeeded', summary: 'The deployment window is open' }
    return {
      type: 'waiting',
      summary: `Waiting for the deployment window ${cron} (${zone})`,
      checkAfter: window.closedFor,
    }
  }
  return { start: look, check: look }
}
