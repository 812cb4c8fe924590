import { existingHolder, existingInstanceProfile } from './lookup.ts'
import { paged } from './paging.ts'
import type { Ctx } from './room.ts'
import type { Entity } from './rules/entities.ts'

export type TaggedKind = 'user' | 'role' | 'instance-profile'

export async function existingTagged(ctx: Ctx, kind: TaggedKind, name: string): Promise<Entity> {
  return kind === 'instance-profile' ? existingInstanceProfile(ctx, name) : existingHolder(ctx, kind, name)
}

/** The tags of one entity, by key. */
export function tagsPage(entity: Entity, input: { Marker?: string; MaxItems?: number }) {
  const sorted = entity.tags.toSorted((a, b) => (a.Key < b.Key ? -1 : 1))
  const { items, ...rest } = paged(sorted, ({ Key }) => Key, input)
  return { Tags: items, ...rest }
}
