import { type Service, service } from '@towpath/wire'
import { deleteParameter, deleteParameters } from './operations/delete-parameters.ts'
import { describeParameters } from './operations/describe-parameters.ts'
import { getParameter } from './operations/get-parameter.ts'
import { getParameterHistory } from './operations/get-parameter-history.ts'
import { getParameters } from './operations/get-parameters.ts'
import { getParametersByPath } from './operations/get-parameters-by-path.ts'
import { labelParameterVersion, unlabelParameterVersion } from './operations/labels.ts'
import { putParameter } from './operations/put-parameter.ts'
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './operations/tags.ts'
import { type Room, room, type SsmDeps } from './room.ts'

/** The parameter store of Systems Manager (API 2014-11-06). The list below is the only list of its operations. */
export function ssmService(deps: SsmDeps): Service<Room> {
  return service<Room>({
    name: 'ssm',
    protocol: 'awsJson1_1',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    room: (ctx) => room(deps, ctx),
    errors: {},
    operations: [
      putParameter,
      getParameter,
      getParameters,
      getParametersByPath,
      getParameterHistory,
      describeParameters,
      deleteParameter,
      deleteParameters,
      labelParameterVersion,
      unlabelParameterVersion,
      addTagsToResource,
      listTagsForResource,
      removeTagsFromResource,
    ],
  })
}
