/**
 * A body as one piece, or undefined where it is longer than `limit` bytes: no more than that is ever held. `announced` is
 * the length that its sender tells, 0 where it tells none.
 */
export async function readBounded(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  announced: number,
): Promise<Uint8Array | undefined> {
  if (announced > limit) return undefined
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.byteLength
    if (size > limit) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}
