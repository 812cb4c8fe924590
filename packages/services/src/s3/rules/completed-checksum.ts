import { headerOf } from '../checksums/algorithm.ts'
import { type Checksum, type ChecksumMembers, checksumsIn, compositeOf } from '../checksums/checksum.ts'
import { combineCrcs } from '../checksums/combine-crcs.ts'
import { badDigest, invalidRequest } from '../errors.ts'
import type { Part } from '../state/uploads.ts'

/**
 * The checksum of an object made of parts; undefined when some part has none in the upload's algorithm. Throws
 * BadDigest when the request says another.
 */
export function completedChecksum(
  kind: Pick<Checksum, 'algorithm' | 'type'>,
  parts: Part[],
  input: ChecksumMembers & { ChecksumType?: string },
): Checksum | undefined {
  const { algorithm, type } = kind
  if (input.ChecksumType !== undefined && input.ChecksumType !== type) {
    throw invalidRequest(
      `The upload was created using the ${type} checksum type. The complete request must use the same checksum type.`,
    )
  }
  const value = wholeValue(kind, parts)
  for (const given of checksumsIn(input)) {
    if (given.algorithm !== algorithm) {
      throw invalidRequest(
        `The upload was created using the ${algorithm} checksum algorithm, not ${headerOf(given.algorithm)}.`,
      )
    }
    // A composite checksum may be given with the number of parts or without.
    const fits = value === given.value || value?.replace(/-\d+$/, '') === given.value
    if (value !== undefined && !fits) throw badDigest(algorithm, given.value, value)
  }
  return value === undefined ? undefined : { algorithm, type, value }
}

function wholeValue({ algorithm, type }: Pick<Checksum, 'algorithm' | 'type'>, parts: Part[]): string | undefined {
  const stretches = parts.flatMap(({ checksum, size }) => (checksum === undefined ? [] : [{ value: checksum, size }]))
  if (stretches.length < parts.length) return undefined
  if (type === 'FULL_OBJECT') return combineCrcs(algorithm, stretches)
  return compositeOf(
    algorithm,
    stretches.map(({ value }) => value),
  )
}
