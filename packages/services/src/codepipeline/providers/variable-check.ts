import { variableProblem } from '../rules/conditions/variable-check.ts'
import { ActionFailure } from './failure.ts'
import type { Provider } from './provider.ts'

/** Rule: a variable, filled in by now, is held against a value. */
export const variableCheck: Provider = {
  async start({ action, configuration }) {
    const { Variable: value = '', Operator: operator = '', Value: wanted = '' } = configuration
    const problem = attempt(action.name, () => variableProblem({ value, operator, wanted }))
    if (problem !== undefined) throw new ActionFailure('JobFailed', `Rule evaluation failed: ${problem}`)
    return { type: 'succeeded', summary: 'Rule evaluation successful' }
  },
}

/** What `work` gives; what it finds in the configuration that cannot be meant ends the rule. */
export function attempt<T>(rule: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error
    throw new ActionFailure('ConfigurationError', `The rule ${rule} cannot be evaluated: ${error.message}`)
  }
}
