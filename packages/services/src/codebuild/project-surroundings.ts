import type { Project } from '@aws-sdk/client-codebuild'
import { type ProjectSurroundings, projectAnswer } from './answers/project.ts'
import { webhookAnswer } from './answers/webhook.ts'
import { roleNotAssumable } from './errors.ts'
import type { Ctx } from './room.ts'
import { projectArn } from './rules/arns.ts'
import type { ProjectSettings } from './rules/project-settings.ts'
import { checkServiceRoleArn } from './rules/service-role.ts'
import type { StoredProject } from './state/projects.ts'

/** A project as answers show it, with its webhook and who may see it. */
export async function wholeProject(ctx: Ctx, project: StoredProject): Promise<Project> {
  const webhook = await ctx.webhooks.find(project.name)
  const surroundings: ProjectSurroundings = {
    webhook: webhook && webhookAnswer(ctx.endpoint, webhook),
    visibility: await ctx.sharing.visibility(project.name),
  }
  return projectAnswer(ctx, project, surroundings)
}

/** Refuses a project whose roles CodeBuild could not act with: its own, and that of its batches. */
export async function checkRoles(ctx: Ctx, name: string, settings: ProjectSettings): Promise<void> {
  const roles = [settings.serviceRole, settings.buildBatchConfig?.serviceRole]
  for (const role of new Set(roles.filter((each) => each !== undefined))) {
    const arn = checkServiceRoleArn(ctx.account, role)
    const asked = { db: ctx.db, region: ctx.region, now: ctx.clock.now(), projectArn: projectArn(ctx, name) }
    if ((await ctx.serviceRoles.mayAssume(arn, asked)) !== 'yes') throw roleNotAssumable(arn)
  }
}
