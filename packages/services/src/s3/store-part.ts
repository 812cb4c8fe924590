import { bucketOf } from './access.ts'
import type { Ctx } from './room.ts'
import type { Segment } from './state/contents.ts'
import type { State } from './state/state.ts'
import type { Part } from './state/uploads.ts'
import { uploadOf } from './upload-of.ts'

/**
 * Adds a part to its upload in one short transaction. Throws NoSuchUpload when the upload has ended meanwhile;
 * `check` may refuse for reasons of its own.
 */
export function storePart(
  ctx: Ctx,
  input: { Bucket?: string; Key?: string; UploadId?: string },
  part: Part,
  segments: Segment[],
  check?: (state: State) => Promise<void>,
): Promise<void> {
  return ctx.store.transaction(async (db) => {
    const state = ctx.on(db)
    await bucketOf(state, input)
    const upload = await uploadOf(state, input)
    await check?.(state)
    const replaced = await state.uploads.putPart(upload.id, part)
    if (replaced !== undefined) await state.contents.remove([replaced])
    await state.contents.add(part.id, segments)
  })
}
