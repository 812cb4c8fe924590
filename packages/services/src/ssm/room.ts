import type { SealingKey } from '@towpath/base'
import type { RequestContext } from '@towpath/wire'
import { Parameters } from './state/parameters.ts'

/** What this room is given by the composition root. */
export interface SsmDeps {
  sealing: SealingKey
}

/** What this room adds to the context of every operation. */
export interface Room {
  parameters: Parameters
}

/** What an operation of this room is handed. */
export type Ctx = RequestContext & Room

export const room = ({ sealing }: SsmDeps, ctx: RequestContext): Room => ({
  parameters: new Parameters(ctx.db, ctx, sealing),
})
