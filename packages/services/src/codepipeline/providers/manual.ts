import type { Provider } from './provider.ts'

/**
 * Approval by people: PutApprovalResult answers in its place, with the token that the action was given when it began. A
 * NotificationArn tells nobody: there is no SNS here.
 */
export const manualApproval: Provider = {
  start: async () => ({ type: 'waiting' }),
}
