import type { SealingKey } from '@towpath/base'
import type { RequestContext } from '@towpath/wire'
import { Secrets } from './state/secrets.ts'
import { Versions } from './state/versions.ts'

/** What this room is given by the composition root. */
export interface SecretsmanagerDeps {
  sealing: SealingKey
}

/** What this room adds to the context of every operation. */
export interface Room {
  secrets: Secrets
  versions: Versions
}

/** What an operation of this room is handed. */
export type Ctx = RequestContext & Room

export const room = ({ sealing }: SecretsmanagerDeps, ctx: RequestContext): Room => ({
  secrets: new Secrets(ctx.db, ctx),
  versions: new Versions(ctx.db, sealing),
})
