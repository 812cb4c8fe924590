import { roleNotAssumable } from './errors.ts'
import type { Ctx } from './room.ts'
import { pipelineArn } from './rules/arns.ts'
import type { Pipeline } from './rules/pipeline.ts'

/** Refuses a definition whose role CodePipeline may not assume, or does not exist. */
export async function checkSurroundings(ctx: Ctx, { name, roleArn }: Pipeline): Promise<void> {
  const asked = { db: ctx.db, region: ctx.region, now: ctx.clock.now(), pipelineArn: pipelineArn(ctx, name) }
  if ((await ctx.pipelineRoles.mayAssume(roleArn, asked)) !== 'yes') throw roleNotAssumable(roleArn)
}
