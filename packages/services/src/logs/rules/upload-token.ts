/** A sequence token, 56 digits. Clients hand it on; it has not mattered since January 2023. */
export function uploadToken({ id, nextChunk }: { id: string; nextChunk: number }): string {
  return `49${id}${String(nextChunk).padStart(36, '0')}`
}
