import { type Service, service } from '@towpath/wire'
import { createSecret } from './operations/create-secret.ts'
import { deleteSecret } from './operations/delete-secret.ts'
import { describeSecret } from './operations/describe-secret.ts'
import { getRandomPassword } from './operations/get-random-password.ts'
import { getSecretValue } from './operations/get-secret-value.ts'
import { listSecretVersionIds } from './operations/list-secret-version-ids.ts'
import { listSecrets } from './operations/list-secrets.ts'
import { putSecretValue } from './operations/put-secret-value.ts'
import { restoreSecret } from './operations/restore-secret.ts'
import { tagResource, untagResource } from './operations/tags.ts'
import { updateSecret } from './operations/update-secret.ts'
import { updateSecretVersionStage } from './operations/update-secret-version-stage.ts'
import { type Room, room, type SecretsmanagerDeps } from './room.ts'
import { violationAnswer } from './violations.ts'

/** Secrets Manager (API 2017-10-17). The list below is the only list of its operations. */
export function secretsmanagerService(deps: SecretsmanagerDeps): Service<Room> {
  return service<Room>({
    name: 'secretsmanager',
    protocol: 'awsJson1_1',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    room: (ctx) => room(deps, ctx),
    errors: { violation: violationAnswer },
    operations: [
      createSecret,
      getSecretValue,
      putSecretValue,
      updateSecret,
      updateSecretVersionStage,
      describeSecret,
      listSecrets,
      listSecretVersionIds,
      deleteSecret,
      restoreSecret,
      tagResource,
      untagResource,
      getRandomPassword,
    ],
  })
}
