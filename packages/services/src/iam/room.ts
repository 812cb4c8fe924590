import type { RequestContext } from '@towpath/wire'
import type { IamDeps } from './deps.ts'
import type { EntityKind } from './rules/entities.ts'
import type { Entities } from './state/entities.ts'
import { type IamState, iamState } from './state/state.ts'

/** What this room adds to the context of every operation. */
export type Room = IamState & {
  directory: IamDeps['directory']
  /** Uses of keys and roles that are not in the table yet. */
  recentUses: IamDeps['lastUses']
}

/** What an operation of this room is handed. */
export type Ctx = RequestContext & Room

/** An input whose members `K` are required: the wire has refused it without them. */
export type Given<T, K extends keyof T> = T & { [P in K]-?: NonNullable<T[P]> }

export function room({ sealing, directory, lastUses }: IamDeps, ctx: RequestContext): Room {
  return { ...iamState(ctx.db, ctx.account, sealing), directory, recentUses: lastUses }
}

/** The entities of one kind, where it does not matter what else they have. */
export function entitiesOf(state: IamState, kind: EntityKind): Pick<Entities<unknown>, 'find' | 'setTags'> {
  switch (kind) {
    case 'user':
      return state.users
    case 'group':
      return state.groups
    case 'role':
      return state.roles
    case 'instance-profile':
      return state.instanceProfiles
    case 'policy':
      return state.policies
  }
}
