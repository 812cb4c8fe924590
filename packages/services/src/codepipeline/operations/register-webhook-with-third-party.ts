import type {
  RegisterWebhookWithThirdPartyInput,
  RegisterWebhookWithThirdPartyOutput,
} from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onWebhook } from '../access.ts'
import { existingWebhook } from '../lookup.ts'
import type { Room } from '../room.ts'
import { codepipelineState } from '../state/state.ts'
import { hookedRepository, refusalAsError } from '../webhooks/hooked-repository.ts'
import { WEBHOOK_PATH } from '../webhooks/path.ts'

/**
 * Makes the webhook known to GitHub with the token of its target action. A refusal of GitHub is no error of the call: it
 * shows as the webhook's `errorCode` and `errorMessage` (documented).
 */
export const registerWebhookWithThirdParty = operation<
  RegisterWebhookWithThirdPartyInput,
  RegisterWebhookWithThirdPartyOutput,
  Room
>('RegisterWebhookWithThirdParty', {
  kind: 'manual',
  access: ({ webhookName }, ctx) => [onWebhook('RegisterWebhookWithThirdParty', ctx, webhookName)],
  async run({ webhookName }, ctx) {
    const found = await existingWebhook(ctx, webhookName)
    const repository = await hookedRepository(ctx, found)
    const url = `${ctx.endpoint}${WEBHOOK_PATH}${found.address}`
    const answer = await ctx.githubHooks.register({ ...repository, url, secret: found.secret, signal: ctx.signal })
    const outcome =
      'refused' in answer
        ? { hook: found.thirdParty, error: refusalAsError(answer) }
        : { hook: { repository: repository.repository, hookId: answer.hookId } }
    await ctx.store.transaction((db) =>
      codepipelineState(db, ctx, ctx.sealing).webhooks.recordThirdParty(found.id, outcome),
    )
    return {}
  },
})
