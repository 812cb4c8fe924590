import type { CreateWebhookInput, CreateWebhookOutput } from '@aws-sdk/client-codebuild'
import { ALPHANUMERIC } from '@towpath/base'
import { operation } from '@towpath/wire'
import { onProject } from '../access.ts'
import { webhookAnswer } from '../answers/webhook.ts'
import { webhookExists } from '../errors.ts'
import { existingProject } from '../lookup.ts'
import type { Room } from '../room.ts'
import { projectArn } from '../rules/arns.ts'
import { checkWebhook, hookedSource } from '../rules/webhooks/webhook-settings.ts'
import { Webhooks } from '../state/webhooks.ts'
import { registerHook, removeHook } from '../webhooks/register-hook.ts'

/** Characters of addresses and secrets that nobody guesses: 62^43 are more than 2^256. */
export const SECRET_LENGTH = 43

/** Made known to the host of the repository, unless it is to be set up by hand. */
export const createWebhook = operation<CreateWebhookInput, CreateWebhookOutput, Room>('CreateWebhook', {
  kind: 'manual',
  access: (input, ctx) => [onProject('CreateWebhook', ctx, input.projectName)],
  async run({ projectName, ...given }, ctx) {
    const project = await existingProject(ctx, projectName)
    const settings = checkWebhook({ buildType: 'BUILD' as const, ...given })
    hookedSource(project.settings.source)
    const arn = projectArn(ctx, project.name)
    if (await ctx.webhooks.find(project.name)) throw webhookExists(arn)

    const webhook = {
      projectName: project.name,
      address: ctx.ids.random(SECRET_LENGTH, ALPHANUMERIC),
      settings,
      secret: ctx.ids.random(SECRET_LENGTH, ALPHANUMERIC),
      secretChangedAt: ctx.clock.now(),
    }
    const hook = settings.manualCreation ? undefined : await registerHook(ctx, project.settings.source, webhook)
    const made = { ...webhook, hook }
    const isKept = await ctx.store.transaction((db) => new Webhooks(db, ctx, ctx.sealing).create(made))
    if (!isKept) {
      // Another call was faster, and its webhook is the one.
      await removeHook(ctx, project.settings.source, hook)
      throw webhookExists(arn)
    }
    return { webhook: webhookAnswer(ctx.endpoint, made, { showSecret: true }) }
  },
})
