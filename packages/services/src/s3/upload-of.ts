import { keyOf } from './access.ts'
import { invalidArgument, noSuchUpload } from './errors.ts'
import type { State } from './state/state.ts'
import type { Upload } from './state/uploads.ts'

/** The upload of a request. Throws NoSuchUpload. */
export async function uploadOf(
  state: Pick<State, 'uploads'>,
  input: { Bucket?: string; Key?: string; UploadId?: string },
): Promise<Upload> {
  const uploadId = input.UploadId ?? ''
  const upload = await state.uploads.find(input.Bucket ?? '', keyOf(input), uploadId)
  if (!upload) throw noSuchUpload(uploadId)
  return upload
}

/** The number of a part. Throws InvalidArgument. */
export function partNumberOf(input: { PartNumber?: number }): number {
  const number = input.PartNumber ?? 0
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number
  throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', number)
}
