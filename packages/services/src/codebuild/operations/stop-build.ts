import type { StopBuildInput, StopBuildOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onBuilds } from '../access.ts'
import { buildAnswer } from '../answers/build.ts'
import { existingBuild } from '../lookup.ts'
import type { Room } from '../room.ts'
import { stopBuild as stop } from '../runs/start-build.ts'

/** A build that has ended is answered as it is. */
export const stopBuild = operation<StopBuildInput, StopBuildOutput, Room>('StopBuild', {
  kind: 'write',
  access: (input, ctx) => onBuilds('StopBuild', ctx, [input.id ?? '']),
  async run({ id }, ctx) {
    const build = await existingBuild(ctx, id)
    await stop(ctx.engine, ctx.db, ctx, build)
    return { build: buildAnswer(ctx, (await ctx.builds.find(build.id)) ?? build) }
  },
})
