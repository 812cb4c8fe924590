import type { UpdateWebhookInput, UpdateWebhookOutput } from '@aws-sdk/client-codebuild'
import { ALPHANUMERIC } from '@towpath/base'
import { operation } from '@towpath/wire'
import { onProject } from '../access.ts'
import { webhookAnswer } from '../answers/webhook.ts'
import { webhookNotFound } from '../errors.ts'
import { existingProject } from '../lookup.ts'
import type { Room } from '../room.ts'
import { projectArn } from '../rules/arns.ts'
import { checkWebhook, type WebhookSettings } from '../rules/webhooks/webhook-settings.ts'
import { Webhooks } from '../state/webhooks.ts'
import { registerHook } from '../webhooks/register-hook.ts'
import { SECRET_LENGTH } from './create-webhook.ts'

/** Absent members stay as they are; of filter groups and branch filter the one that is given replaces the other. */
export const updateWebhook = operation<UpdateWebhookInput, UpdateWebhookOutput, Room>('UpdateWebhook', {
  kind: 'manual',
  access: (input, ctx) => [onProject('UpdateWebhook', ctx, input.projectName)],
  async run({ projectName, rotateSecret = false, ...change }, ctx) {
    const project = await existingProject(ctx, projectName)
    const before = await ctx.webhooks.find(project.name)
    if (!before) throw webhookNotFound(projectArn(ctx, project.name))
    const rotated = rotateSecret
      ? { secret: ctx.ids.random(SECRET_LENGTH, ALPHANUMERIC), secretChangedAt: ctx.clock.now() }
      : {}
    const webhook = { ...before, settings: checkWebhook(merged(before.settings, change)), ...rotated }
    const hook = before.hook ? await registerHook(ctx, project.settings.source, webhook) : undefined
    const isKept = await ctx.store.transaction((db) => new Webhooks(db, ctx, ctx.sealing).save({ ...webhook, hook }))
    if (!isKept) throw webhookNotFound(projectArn(ctx, project.name))
    return { webhook: webhookAnswer(ctx.endpoint, { ...webhook, hook }, { showSecret: rotateSecret }) }
  },
})

function merged(before: WebhookSettings, change: Omit<UpdateWebhookInput, 'projectName' | 'rotateSecret'>) {
  const filters =
    change.filterGroups === undefined && change.branchFilter === undefined
      ? { filterGroups: before.filterGroups, branchFilter: before.branchFilter }
      : { filterGroups: change.filterGroups, branchFilter: change.branchFilter || undefined }
  return {
    ...before,
    ...filters,
    buildType: change.buildType ?? before.buildType,
    pullRequestBuildPolicy: change.pullRequestBuildPolicy ?? before.pullRequestBuildPolicy,
  }
}
