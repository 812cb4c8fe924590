import { COMMAND_SERVICE } from '@towpath/agent-link'
import { type RequestContext, type Service, service } from '@towpath/wire'
import type { Variant } from './access.ts'
import { notThatHost } from './errors.ts'
import { getDeploymentSpecification } from './operations/get-deployment-specification.ts'
import { pollHostCommand } from './operations/poll-host-command.ts'
import { postHostCommandUpdate } from './operations/post-host-command-update.ts'
import { putHostCommandAcknowledgement } from './operations/put-host-command-acknowledgement.ts'
import { putHostCommandComplete } from './operations/put-host-command-complete.ts'
import { putHostCommandOutput } from './operations/put-host-command-output.ts'
import type { Room } from './room.ts'

/** CodeDeployCommandService, as agents speak it. The list below is the only list of its operations. */
export function hostCommandsService(variant: Variant, room: (ctx: RequestContext) => Room): Service<Room> {
  return service<Room>({
    name: COMMAND_SERVICE[variant].signingName,
    protocol: 'awsJson1_1',
    schemas: () => import('@towpath/agent-link/command-service.ts'),
    constraints: async () => undefined,
    operations: [
      pollHostCommand(variant),
      getDeploymentSpecification(variant),
      putHostCommandAcknowledgement(variant),
      putHostCommandComplete(variant),
      postHostCommandUpdate(variant),
      putHostCommandOutput(variant),
    ],
    room,
    errors: { accessDenied: notThatHost },
  })
}
