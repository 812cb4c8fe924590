import type { DeleteWebhookInput, DeleteWebhookOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onProject } from '../access.ts'
import { webhookNotFound } from '../errors.ts'
import { existingProject } from '../lookup.ts'
import type { Room } from '../room.ts'
import { projectArn } from '../rules/arns.ts'
import { Webhooks } from '../state/webhooks.ts'
import { removeHook } from '../webhooks/register-hook.ts'

/** Its address is gone for good, also where the host of the repository refuses to forget it. */
export const deleteWebhook = operation<DeleteWebhookInput, DeleteWebhookOutput, Room>('DeleteWebhook', {
  kind: 'manual',
  access: (input, ctx) => [onProject('DeleteWebhook', ctx, input.projectName)],
  async run({ projectName }, ctx) {
    const project = await existingProject(ctx, projectName)
    const webhook = await ctx.webhooks.find(project.name)
    if (!webhook) throw webhookNotFound(projectArn(ctx, project.name))
    await ctx.store.transaction((db) => new Webhooks(db, ctx, ctx.sealing).delete(project.name))
    await removeHook(ctx, project.settings.source, webhook.hook)
    return {}
  },
})
