import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const ROOMS = join(import.meta.dirname, '../../packages/services/src')

interface TableOfOperations {
  operations: { name: string; refused?: true }[]
}

/**
 * The operations in a room's table, in order of their names; undefined where there is no such room yet. The room is
 * only asked for its table: it gets none of its ports.
 */
export async function servedOperations(room: string): Promise<string[] | undefined> {
  const path = join(ROOMS, room, 'service.ts')
  if (!existsSync(path)) return undefined
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>
  const make = Object.entries(module).find(([name, value]) => name.endsWith('Service') && typeof value === 'function')
  if (!make) throw new Error(`${path} exports no function whose name ends in Service`)
  const { operations } = (make[1] as (ports: object) => TableOfOperations)({})
  return operations
    .filter(({ refused }) => !refused)
    .map(({ name }) => name)
    .sort()
}
