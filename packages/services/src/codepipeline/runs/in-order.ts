import type { Database } from '@towpath/storage'

type Work = () => Promise<unknown>

const queues = new WeakMap<Database, Work[]>()

/**
 * Does what a step of a run brings about for other runs, within its transaction, in the order in which it was said: what
 * one piece of work brings about in turn comes after all that was said before. Delivering at once instead would let an
 * answer overtake what was said before the question. Resolves when all is done, or, when called from within such work,
 * once it is noted down.
 */
export async function inOrder(db: Database, works: readonly Work[]): Promise<void> {
  const queue = queues.get(db)
  if (queue) {
    queue.push(...works)
    return
  }
  const own = [...works]
  queues.set(db, own)
  try {
    for (let work = own.shift(); work; work = own.shift()) await work()
  } finally {
    queues.delete(db)
  }
}
