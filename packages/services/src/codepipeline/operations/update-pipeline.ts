import type { UpdatePipelineInput, UpdatePipelineOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onPipeline, passRoles } from '../access.ts'
import { pipelineDeclaration } from '../answers/pipeline-declaration.ts'
import { concurrentModification } from '../errors.ts'
import { existingPipeline } from '../lookup.ts'
import { checkSurroundings } from '../pipeline-surroundings.ts'
import type { Room } from '../room.ts'
import { actionTypesWith } from '../rules/action-types/index.ts'
import { passedRoles } from '../rules/passed-roles.ts'
import { withDefaults } from '../rules/pipeline.ts'
import { carrySecrets, splitSecrets } from '../rules/secrets.ts'
import { checkPipeline } from '../rules/structure/check-pipeline.ts'

/** The whole definition is replaced. Its `version` is ignored: the next one is the current one plus 1. */
export const updatePipeline = operation<UpdatePipelineInput, UpdatePipelineOutput, Room>('UpdatePipeline', {
  kind: 'write',
  access: ({ pipeline }, ctx) => [
    onPipeline('UpdatePipeline', ctx, pipeline?.name),
    ...(pipeline ? passRoles(passedRoles(pipeline)) : []),
  ],
  async run(input, ctx) {
    const before = await existingPipeline(ctx, input.pipeline?.name)
    const given = withDefaults(input.pipeline ?? { name: '', roleArn: '', stages: [] })
    const types = actionTypesWith(await ctx.customActionTypes.list())
    checkPipeline(given, ctx.region, types)
    await checkSurroundings(ctx, given)

    const split = splitSecrets(given, types)
    const kept = { masked: before.definition, secrets: await ctx.pipelines.secrets(before) }
    const secrets = carrySecrets(split, kept, types)
    const version = before.version + 1
    const pipeline = { ...before, version, definition: split.masked, updatedAt: ctx.clock.now() }
    if (!(await ctx.pipelines.update(pipeline, secrets))) throw concurrentModification(before.name)
    await ctx.changes.updated(ctx.db, pipeline)
    return { pipeline: pipelineDeclaration(pipeline) }
  },
})
