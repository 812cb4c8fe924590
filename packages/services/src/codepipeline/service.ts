import { type Service, service } from '@towpath/wire'
import { createPipeline } from './operations/create-pipeline.ts'
import { deletePipeline } from './operations/delete-pipeline.ts'
import { getPipeline } from './operations/get-pipeline.ts'
import { listActionTypes } from './operations/list-action-types.ts'
import { listPipelines } from './operations/list-pipelines.ts'
import { listRuleTypes } from './operations/list-rule-types.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updatePipeline } from './operations/update-pipeline.ts'
import { type CodepipelineDeps, type Room, room } from './room.ts'

/** CodePipeline (API 2015-07-09). The list below is the only list of its operations. */
export function codepipelineService(deps: CodepipelineDeps): Service<Room> {
  return service<Room>({
    name: 'codepipeline',
    protocol: 'awsJson1_1',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    operations: [
      // Pipelines
      createPipeline,
      getPipeline,
      listPipelines,
      updatePipeline,
      deletePipeline,
      // Resource tags
      tagResource,
      untagResource,
      listTagsForResource,
      // Action and rule types
      listActionTypes,
      listRuleTypes,
    ],
    room: (ctx) => room(deps, ctx),
    errors: {},
  })
}
