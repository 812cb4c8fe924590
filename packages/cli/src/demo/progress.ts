import type { Io } from '../io.ts'
import { tell } from '../io.ts'

/** Says what is being done, and how long it took once it is. */
export async function step<T>(io: Io, title: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now()
  const result = await work()
  tell(io, `  ✔ ${title} (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
  return result
}

/** Runs `create`; when what it makes is there already (one of `codes`), that is as good. */
export async function ensure<T>(create: () => Promise<T>, ...codes: string[]): Promise<T | undefined> {
  try {
    return await create()
  } catch (error) {
    if (codes.includes((error as Error).name)) return undefined
    throw error
  }
}
