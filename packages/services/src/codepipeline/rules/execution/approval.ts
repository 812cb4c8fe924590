import { timingSafeEqual } from 'node:crypto'
import type { ApprovalResult } from '@aws-sdk/client-codepipeline'
import { approvalAlreadyCompleted, invalidApprovalToken } from '../../errors.ts'
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
  if (!sameToken(token, given)) throw invalidApprovalToken()
  if (action.status !== 'InProgress') throw approvalAlreadyCompleted(name)
  const { actionExecutionId } = action
  if (result.status === 'Approved') return { type: 'action-ended', actionExecutionId }
  const message = result.summary ? `Rejected: ${result.summary}` : 'Rejected'
  return { type: 'action-ended', actionExecutionId, error: { code: 'JobFailed', message } }
}

/** In a time that does not tell how much of it was right. */
function sameToken(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
