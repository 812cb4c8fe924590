import { ask } from './ask.ts'
import type { Connection } from './find.ts'

/** How long a control plane may take to say that it is ready, in milliseconds. */
const LIMIT = 5_000

/** Why a control plane does not answer on its endpoint, in a few words; undefined when it does and is ready. */
export async function whySilent(connection: Connection): Promise<string | undefined> {
  const signal = AbortSignal.timeout(LIMIT)
  try {
    const { status } = await ask(connection, '/readyz', { signal })
    return status === 200 ? undefined : `its answer has status ${status}`
  } catch (error) {
    return signal.aborted ? `no answer within ${LIMIT} ms` : (error as Error).message
  }
}
