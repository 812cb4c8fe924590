import type { CreatePipelineInput, CreatePipelineOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onPipeline, passRoles, withRequestTags } from '../access.ts'
import { pipelineDeclaration } from '../answers/pipeline-declaration.ts'
import { pipelineLimitExceeded, pipelineNameInUse } from '../errors.ts'
import { checkSurroundings } from '../pipeline-surroundings.ts'
import type { Room } from '../room.ts'
import { actionTypesWith } from '../rules/action-types/index.ts'
import { pipelineArn } from '../rules/arns.ts'
import { passedRoles } from '../rules/passed-roles.ts'
import { withDefaults } from '../rules/pipeline.ts'
import { QUOTAS } from '../rules/quotas.ts'
import { checkResourceTags } from '../rules/resource-tags.ts'
import { splitSecrets } from '../rules/secrets.ts'
import { checkPipeline } from '../rules/structure/check-pipeline.ts'

export const createPipeline = operation<CreatePipelineInput, CreatePipelineOutput, Room>('CreatePipeline', {
  kind: 'write',
  access: ({ pipeline, tags }, ctx) => [
    withRequestTags(onPipeline('CreatePipeline', ctx, pipeline?.name), tags),
    ...(pipeline ? passRoles(passedRoles(pipeline)) : []),
  ],
  async run(input, ctx) {
    const given = withDefaults(input.pipeline ?? { name: '', roleArn: '', stages: [] })
    const types = actionTypesWith(await ctx.customActionTypes.list())
    checkPipeline(given, ctx.region, types)
    const tags = checkResourceTags(pipelineArn(ctx, given.name), input.tags ?? [])
    await checkSurroundings(ctx, given)

    const { masked, secrets } = splitSecrets(given, types)
    const now = ctx.clock.now()
    const definition = { id: ctx.ids.uuid(), name: given.name, version: 1, definition: masked }
    const pipeline = { ...definition, createdAt: now, updatedAt: now }
    if (!(await ctx.pipelines.create(pipeline, secrets))) throw pipelineNameInUse(ctx.account, given.name)
    if ((await ctx.pipelines.count()) > QUOTAS.pipelines) throw pipelineLimitExceeded(QUOTAS.pipelines)
    await ctx.resourceTags.add(pipeline.id, tags)
    await ctx.changes.created(ctx.db, pipeline, { principalArn: ctx.principal.arn })
    return { pipeline: pipelineDeclaration(pipeline), tags }
  },
})
