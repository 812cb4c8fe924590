import type {
  DeregisterWebhookWithThirdPartyInput,
  DeregisterWebhookWithThirdPartyOutput,
} from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onWebhook } from '../access.ts'
import { existingWebhook } from '../lookup.ts'
import type { Room } from '../room.ts'
import { codepipelineState } from '../state/state.ts'
import { hookedRepository, refusalAsError } from '../webhooks/hooked-repository.ts'

/** Removes what RegisterWebhookWithThirdParty made; nothing happens where that never was. */
export const deregisterWebhookWithThirdParty = operation<
  DeregisterWebhookWithThirdPartyInput,
  DeregisterWebhookWithThirdPartyOutput,
  Room
>('DeregisterWebhookWithThirdParty', {
  kind: 'manual',
  access: ({ webhookName }, ctx) => [onWebhook('DeregisterWebhookWithThirdParty', ctx, webhookName)],
  async run({ webhookName }, ctx) {
    const found = await existingWebhook(ctx, webhookName)
    const { thirdParty } = found
    if (!thirdParty) return {}
    const repository = { ...(await hookedRepository(ctx, found)), repository: thirdParty.repository }
    const refusal = await ctx.githubHooks.remove({ ...repository, hookId: thirdParty.hookId, signal: ctx.signal })
    const outcome = refusal ? { hook: thirdParty, error: refusalAsError(refusal) } : { hook: undefined }
    await ctx.store.transaction((db) =>
      codepipelineState(db, ctx, ctx.sealing).webhooks.recordThirdParty(found.id, outcome),
    )
    return {}
  },
})
