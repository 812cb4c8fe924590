import type { GetPipelineInput, GetPipelineOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onPipeline } from '../access.ts'
import { pipelineDeclaration } from '../answers/pipeline-declaration.ts'
import { pipelineVersionNotFound } from '../errors.ts'
import { existingPipeline } from '../lookup.ts'
import type { Room } from '../room.ts'
import { pipelineArn } from '../rules/arns.ts'

export const getPipeline = operation<GetPipelineInput, GetPipelineOutput, Room>('GetPipeline', {
  kind: 'read',
  access: ({ name }, ctx) => [onPipeline('GetPipeline', ctx, name)],
  async run({ name, version }, ctx) {
    const current = await existingPipeline(ctx, name)
    const asked = version === undefined ? current : await ctx.pipelines.findVersion(current.name, version)
    if (!asked) throw pipelineVersionNotFound(current.name, version ?? current.version)
    return {
      pipeline: pipelineDeclaration(asked),
      metadata: {
        pipelineArn: pipelineArn(ctx, current.name),
        created: new Date(current.createdAt),
        updated: new Date(current.updatedAt),
      },
    }
  },
})
