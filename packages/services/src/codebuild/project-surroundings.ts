import { roleNotAssumable } from './errors.ts'
import type { Ctx } from './room.ts'
import { projectArn } from './rules/arns.ts'
import type { ProjectSettings } from './rules/project-settings.ts'
import { checkServiceRoleArn } from './rules/service-role.ts'

/** Refuses a project whose roles CodeBuild could not act with: its own, and that of its batches. */
export async function checkRoles(ctx: Ctx, name: string, settings: ProjectSettings): Promise<void> {
  const roles = [settings.serviceRole, settings.buildBatchConfig?.serviceRole]
  for (const role of new Set(roles.filter((each) => each !== undefined))) {
    const arn = checkServiceRoleArn(ctx.account, role)
    const asked = { db: ctx.db, region: ctx.region, now: ctx.clock.now(), projectArn: projectArn(ctx, name) }
    if ((await ctx.serviceRoles.mayAssume(arn, asked)) !== 'yes') throw roleNotAssumable(arn)
  }
}
