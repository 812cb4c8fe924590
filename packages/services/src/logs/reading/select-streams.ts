import type { Database } from '@towpath/storage'
import { logStreamDoesNotExist } from '../errors.ts'
import { type ChunkKey, chunksForwards, mergedForwards, streamsOf, type TimeRange } from '../state/chunk-keys.ts'
import { streamOfChunk } from '../state/ids.ts'
import { type LogStream, Streams } from '../state/streams.ts'
import type { Wanted } from './open-chunks.ts'

/** The chunks of the streams that a caller asked for. */
export interface StreamSelection {
  keys: AsyncIterable<ChunkKey>
  /** Which of `keys` belong to such a stream; undefined: all. */
  wanted?: Wanted
  /** Gives the names of streams, for `ids` that were read. */
  names(ids: string[]): Promise<(id: string) => string | undefined>
}

/** Up to so many streams are read one by one; of more, the whole group is read over the time in which they were written. */
const FEW = 20

/** The streams with these names or this prefix; all of the group when neither is given. */
export async function selectStreams(
  db: Database,
  groupId: string,
  asked: { names?: string[]; prefix?: string },
  range: TimeRange,
): Promise<StreamSelection> {
  const streams = new Streams(db, groupId)
  const known = new NameBook(streams)
  const whole = { keys: chunksForwards(db, { groupId }, range), names: known.reader }
  if (asked.names === undefined && asked.prefix === undefined) return { ...whole, wanted: known.wanted(() => true) }

  const found = asked.names ? await byName(streams, asked.names) : await byPrefix(streams, asked.prefix ?? '')
  known.learn(found)
  if (found.length <= FEW) {
    const sequences = found.map(({ id }) => chunksForwards(db, { streamId: id }, range))
    return { keys: mergedForwards(sequences), names: known.reader }
  }
  if (asked.names) {
    const wanted = new Set(asked.names)
    return { ...whole, wanted: known.wanted((name) => wanted.has(name)) }
  }
  const { prefix = '' } = asked
  const window = (await streams.window(prefix)) ?? { from: 0, to: -1 }
  const narrowed = { from: Math.max(range.from, window.from), to: Math.min(range.to, window.to) }
  return {
    keys: chunksForwards(db, { groupId }, narrowed),
    names: known.reader,
    wanted: known.wanted((name) => name.startsWith(prefix)),
  }
}

async function byName(streams: Streams, names: string[]): Promise<LogStream[]> {
  const found = await streams.named(names)
  if (found.length < new Set(names).size) throw logStreamDoesNotExist()
  return found
}

function byPrefix(streams: Streams, prefix: string): Promise<LogStream[]> {
  return streams.list({ prefix, orderBy: 'LogStreamName', descending: false, limit: FEW + 1 })
}

/** Names of streams, each looked up once. Streams that are gone have none, and their events are passed over. */
class NameBook {
  readonly #streams: Streams
  readonly #names = new Map<string, string | undefined>()

  constructor(streams: Streams) {
    this.#streams = streams
  }

  learn(streams: LogStream[]): void {
    for (const { id, name } of streams) this.#names.set(id, name)
  }

  readonly reader = async (ids: string[]) => {
    await this.#lookUp(ids)
    return (id: string) => this.#names.get(id)
  }

  wanted(accepts: (name: string) => boolean): Wanted {
    return async (keys) => {
      await this.#lookUp(streamsOf(keys))
      const isWanted = ({ id }: ChunkKey) => {
        const name = this.#names.get(streamOfChunk(id))
        return name !== undefined && accepts(name)
      }
      return new Set(keys.filter(isWanted).map(({ id }) => id))
    }
  }

  async #lookUp(ids: string[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#names.has(id))
    if (unknown.length === 0) return
    const names = await this.#streams.names(unknown)
    for (const id of unknown) this.#names.set(id, names.get(id))
  }
}
