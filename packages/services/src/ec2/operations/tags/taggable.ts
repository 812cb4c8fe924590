import { missingParameter, resourceIdInvalid } from '../../errors.ts'
import { instancesOf } from '../../lookup.ts'
import type { Ctx } from '../../room.ts'

/** The resources that a request names, each once. Instances are the only ones that take tags. */
export async function taggable(ctx: Ctx, ids: string[] = []): Promise<string[]> {
  if (ids.length === 0) throw missingParameter('ResourceId')
  const other = ids.find((id) => !id.startsWith('i-'))
  if (other !== undefined) throw resourceIdInvalid(other)
  return (await instancesOf(ctx, ids)).map(({ id }) => id)
}
