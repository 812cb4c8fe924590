import { variableProblem } from '../rules/conditions/variable-check.ts'
import { ActionFailure, evaluated } from './failure.ts'
import type { Provider } from './provider.ts'

/** Rule: a variable, filled in by now, is held against a value. */
export const variableCheck: Provider = {
  async start({ action, configuration }) {
    const { Variable: value = '', Operator: operator = '', Value: wanted = '' } = configuration
    const problem = evaluated(action.name, () => variableProblem({ value, operator, wanted }))
    if (problem !== undefined) throw new ActionFailure('JobFailed', `Rule evaluation failed: ${problem}`)
    return { type: 'succeeded', summary: 'Rule evaluation successful' }
  },
}
