import type { ApprovalResult } from '@aws-sdk/client-codepipeline'
import { sameSecret } from '@towpath/base'
import { approvalAlreadyCompleted, invalidApprovalToken } from '../../errors.ts'
import type { ActionOutcome } from '../../providers/provider.ts'
import type { ActionState } from './execution-state.ts'

/** The latest attempt at an approval action, and the token that its approvers were given. */
export interface Approval {
  name: string
  token: string
  action: Pick<ActionState, 'status'>
}

/**
 * What an approver's answer makes of the action. Refuses a token that is not the one given out for this attempt, and a
 * second answer, whatever it says; so does an approval whose time is over.
 */
export function answerApproval(
  { name, token, action }: Approval,
  given: string,
  result: ApprovalResult,
): ActionOutcome {
  if (!sameSecret(token, given)) throw invalidApprovalToken()
  if (action.status !== 'InProgress') throw approvalAlreadyCompleted(name)
  const summary = result.summary || undefined
  if (result.status === 'Approved') return { type: 'succeeded', summary }
  const message = summary ? `Rejected: ${summary}` : 'Rejected'
  return { type: 'failed', summary, error: { code: 'JobFailed', message } }
}
