import type { RetryBuildInput, RetryBuildOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onBuilds } from '../access.ts'
import { buildAnswer } from '../answers/build.ts'
import { buildNotFound, idempotencyMismatch, invalidBuildId, pipelineBuildRetried } from '../errors.ts'
import { existingBuild } from '../lookup.ts'
import type { Room } from '../room.ts'
import { initiatorOf } from '../rules/initiator.ts'
import { TOKEN_KEPT } from '../rules/start-token.ts'
import { startBuild } from '../runs/start-build.ts'

/** A new build with what the other one was started with, whatever has become of its project since. */
export const retryBuild = operation<RetryBuildInput, RetryBuildOutput, Room>('RetryBuild', {
  kind: 'write',
  access: (input, ctx) => onBuilds('RetryBuild', ctx, [input.id ?? '']),
  async run({ id, idempotencyToken: token }, ctx) {
    if (!id) throw invalidBuildId()
    const build = await existingBuild(ctx, id)
    const input = await ctx.builds.input(build.id)
    if (!input || input.managed) throw buildNotFound(id)
    // Its source and its artifacts are the pipeline's affair.
    if (input.settings.source.type === 'CODEPIPELINE') throw pipelineBuildRetried(build.id)

    const at = ctx.clock.now()
    const known = token ? await ctx.startTokens.find(build.projectName, token) : undefined
    if (token && known && at - known.createdAt <= TOKEN_KEPT) {
      if (known.request !== build.id) throw idempotencyMismatch(token)
      const before = await ctx.builds.find(known.buildId)
      if (before) return { build: buildAnswer(ctx, before) }
    }
    const initiator = initiatorOf(ctx.principal, false)
    const next = await startBuild(ctx, ctx.db, ctx, { projectName: build.projectName, input, initiator, at })
    if (token) {
      const used = { projectName: build.projectName, token, buildId: next.id, request: build.id, createdAt: at }
      await ctx.startTokens.put(used)
    }
    return { build: buildAnswer(ctx, next) }
  },
})
