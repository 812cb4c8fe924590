import type { ProjectSource } from '@aws-sdk/client-codebuild'
import { WEBHOOK_PATH } from '../answers/webhook.ts'
import { noAccessToken, noRepositoryHooks, oauthProviderRefused } from '../errors.ts'
import type { HookedRepository } from '../ports/repository-hooks.ts'
import type { Ctx } from '../room.ts'
import { githubEvents } from '../rules/webhooks/hook-event.ts'
import { wantedEvents } from '../rules/webhooks/matches-webhook.ts'
import { hookedSource } from '../rules/webhooks/webhook-settings.ts'
import type { RegisteredHook, StoredWebhook } from '../state/webhooks.ts'

/** Makes a webhook known to the host of its repository, or refuses with what the host says. */
export async function registerHook(
  ctx: Ctx,
  source: ProjectSource,
  { address, secret, settings }: StoredWebhook,
): Promise<RegisteredHook> {
  if (!ctx.repositoryHooks) throw noRepositoryHooks()
  const repository = await opened(ctx, source)
  if (!repository) throw noAccessToken(source.type ?? '')
  const url = `${ctx.endpoint}${WEBHOOK_PATH}${address}`
  const events = githubEvents(wantedEvents(settings))
  const answer = await ctx.repositoryHooks.register({ ...repository, url, secret, events, signal: ctx.signal })
  if ('refused' in answer) throw oauthProviderRefused(answer.message)
  return { hookId: answer.hookId, hookUrl: answer.hookUrl }
}

/** As far as that can be done: a hook that stays calls an address that nobody answers. */
export async function removeHook(ctx: Ctx, source: ProjectSource, hook: RegisteredHook | undefined): Promise<void> {
  if (!hook || !ctx.repositoryHooks) return
  const repository = await opened(ctx, source)
  if (!repository) return
  const refusal = await ctx.repositoryHooks.remove({ ...repository, hookId: hook.hookId, signal: ctx.signal })
  if (refusal) ctx.log.warn({ hook: hook.hookUrl, why: refusal.message }, 'a webhook stays at its repository')
}

async function opened(ctx: Ctx, source: ProjectSource): Promise<HookedRepository | undefined> {
  const hooked = hookedSource(source)
  const secret = await ctx.sourceCredentials.open(hooked.serverType)
  return secret && { account: ctx.account, region: ctx.region, ...hooked, token: secret.token }
}
