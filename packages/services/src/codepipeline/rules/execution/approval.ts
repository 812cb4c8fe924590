import type { ApprovalResult } from '@aws-sdk/client-codepipeline'
import { approvalAlreadyCompleted, invalidApprovalToken } from '../../errors.ts'
import { sameSecret } from '../same-secret.ts'
import type { ActionState, ExecutionFact } from './execution-state.ts'

/** The latest attempt at an approval action, and the token that its approvers were given. */
export interface Approval {
  name: string
  token: string
  action: Pick<ActionState, 'actionExecutionId' | 'status'>
}

/**
 * What an approver's answer means to the execution. Refuses a token that is not the one given out for this attempt, and
 * a second answer, whatever it says; so does an approval whose time is over.
 */
export function answerApproval(
  { name, token, action }: Approval,
  given: string,
  result: ApprovalResult,
): ExecutionFact {
  if (!sameSecret(token, given)) throw invalidApprovalToken()
  if (action.status !== 'InProgress') throw approvalAlreadyCompleted(name)
  const { actionExecutionId } = action
  if (result.status === 'Approved') return { type: 'action-ended', actionExecutionId }
  const message = result.summary ? `Rejected: ${result.summary}` : 'Rejected'
  return { type: 'action-ended', actionExecutionId, error: { code: 'JobFailed', message } }
}
