import type { Store } from '@towpath/storage'
import type { Scope } from '../rules/arns.ts'

/** Where events were written. */
export interface Place extends Scope {
  group: string
  stream: string
}

const CHANNEL = 'logs.appended'

/** A notification carries just under 4000 bytes, and names of streams may be long. */
const LONGEST_NAME = 1500

/** Tells live readers in all processes, once the transaction it is called in is committed. */
export function signalAppended(store: Store, { account, region, group, stream }: Place): void {
  const name = Buffer.byteLength(JSON.stringify(stream)) > LONGEST_NAME ? null : stream
  store.notify(CHANNEL, JSON.stringify([account, region, group, name]))
}

/**
 * Calls `listener` with the name of the stream whenever there is more in the group (or in the one stream asked for),
 * until the returned function is called. Best effort: whoever follows must also look now and then. The name is
 * undefined when it is too long to be told.
 */
export function followAppended(
  store: Store,
  place: Scope & { group: string; stream?: string },
  listener: (stream: string | undefined) => void,
): () => void {
  return store.listen(CHANNEL, (payload) => {
    const [account, region, group, name] = JSON.parse(payload) as [string, string, string, string | null]
    if (account !== place.account || region !== place.region || group !== place.group) return
    if (place.stream !== undefined && name !== null && name !== place.stream) return
    listener(name ?? undefined)
  })
}
