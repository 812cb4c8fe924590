import type { Ids } from '@towpath/base'

const ID_DIGITS = 18

/** Id of a group or stream. Digits only, as positions and event ids hold it. */
export function newId(ids: Ids): string {
  return ids.random(ID_DIGITS, '0123456789')
}

/** Id of a chunk; `number` is counted from 1 within its stream. */
export function chunkId(streamId: string, number: number): string {
  return `${streamId}${String(number).padStart(10, '0')}`
}

export function streamOfChunk(chunk: string): string {
  return chunk.slice(0, ID_DIGITS)
}

/** In which of ten rows the bytes of a stream are counted. */
export function shardOf(streamId: string): number {
  return Number(streamId.at(-1))
}
