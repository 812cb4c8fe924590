import type { BlobInfo } from '@towpath/storage'
import type { Segment } from '../state/contents.ts'

/** The whole of a blob. Nothing at all is not kept. */
export function segmentsOf(blob: BlobInfo): Segment[] {
  return blob.size === 0 ? [] : [{ sha256: blob.sha256, offset: 0, length: blob.size }]
}
