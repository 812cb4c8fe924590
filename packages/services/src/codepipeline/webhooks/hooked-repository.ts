import { webhookNotForGitHub } from '../errors.ts'
import { existingPipeline } from '../lookup.ts'
import type { HookedRepository } from '../ports/github-hooks.ts'
import type { RepositoryRefusal } from '../ports/source-repositories.ts'
import type { Ctx } from '../room.ts'
import { withSecrets } from '../rules/secrets.ts'
import { targetAction } from '../rules/webhooks/webhook.ts'
import type { WebhookRecord } from '../state/webhooks.ts'

/** The repository that a webhook's target action reads. Refuses what is no GitHub (version 1) action (documented). */
export async function hookedRepository(
  ctx: Pick<Ctx, 'pipelines' | 'account' | 'region'>,
  { webhook }: WebhookRecord,
): Promise<HookedRepository> {
  const pipeline = await existingPipeline(ctx, webhook.targetPipeline)
  const action = targetAction(pipeline.definition, webhook.targetAction)
  const { owner, provider } = action.actionTypeId
  if (owner !== 'ThirdParty' || provider !== 'GitHub') throw webhookNotForGitHub(webhook.name, action.name)
  const stage = pipeline.definition.stages[0]?.name ?? ''
  const configuration = withSecrets(stage, action, await ctx.pipelines.secrets(pipeline))
  const { Owner = '', Repo = '', OAuthToken: token = '' } = configuration
  return { account: ctx.account, region: ctx.region, repository: `${Owner}/${Repo}`, token }
}

const CODES = { missing: 'RepositoryNotFound', denied: 'AccessDenied', unavailable: 'ThirdPartyUnavailable' } as const

export const refusalAsError = ({ refused, message }: RepositoryRefusal) => ({ code: CODES[refused], message })
