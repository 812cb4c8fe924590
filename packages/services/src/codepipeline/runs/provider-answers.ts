import { ServiceError } from '@towpath/base'
import type { RoleRefusal } from '../ports/action-roles.ts'
import type { ActionOutcome } from '../providers/provider.ts'
import type { ActionError } from '../rules/execution/execution-state.ts'
import { QUOTAS } from '../rules/quotas.ts'

export const failed = (code: string, message: string): ActionOutcome & { type: 'failed' } => ({
  type: 'failed',
  error: { code, message },
})

/** Its provider was asked again and again, and never answered. */
export const gaveUp = () =>
  failed('SystemUnavailable', 'The action could not be carried out: what it needs did not answer. Retry the stage.')

/** What a call that was refused means to an action; undefined where it passes by itself, and is to be tried again. */
export function refusalOutcome(error: unknown): (ActionOutcome & { type: 'failed' }) | undefined {
  if (!(error instanceof ServiceError) || error.status >= 500 || /^Throttling/.test(error.code)) return undefined
  const code = /AccessDenied|UnauthorizedOperation/.test(error.code) ? 'PermissionError' : 'ConfigurationError'
  return failed(code, `${error.code}: ${error.message}`)
}

/** Why nothing can be done as a role, and what to change. */
export function roleRefused({ refused, roleArn }: RoleRefusal, pipelineRoleArn: string): ActionError {
  const why = {
    missing: `The role ${roleArn} does not exist. Create it, or name another one in the pipeline.`,
    trust: `CodePipeline is not authorized to perform AssumeRole on role ${roleArn}. Let its trust policy name the service codepipeline.amazonaws.com.`,
    denied: `The pipeline's role ${pipelineRoleArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}. Allow it in a policy of the pipeline's role, and let the trust policy of ${roleArn} name that role.`,
  }
  return { code: 'PermissionError', message: why[refused] }
}

/** An answer as the model takes it: texts cut to their limits; variables that are too many fail the action. */
export function withinLimits(outcome: ActionOutcome): ActionOutcome {
  const { externalExecutionUrl: url, summary } = outcome
  const bounded = {
    ...outcome,
    externalExecutionUrl: url?.slice(0, LONGEST_TEXT),
    summary: summary?.slice(0, LONGEST_TEXT),
  }
  if (bounded.type === 'failed') {
    const { code, message } = bounded.error
    return { ...bounded, error: { code, message: message.slice(0, LONGEST_MESSAGE) } }
  }
  if (bounded.type !== 'succeeded') return bounded
  const { outputVariables = {} } = bounded
  const size = Object.entries(outputVariables)
    .flat()
    .reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (size <= QUOTAS.outputVariables) return bounded
  const message = `The output variables have ${size} bytes; an action takes at most ${QUOTAS.outputVariables}`
  return { ...bounded, ...failed('ConfigurationError', message) }
}

const LONGEST_TEXT = 2048
const LONGEST_MESSAGE = 5000
