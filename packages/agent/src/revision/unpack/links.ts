import { readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** As many links as Linux follows before it gives up. */
const MOST_LINKS = 40

/**
 * Whether the path `name` below `root` leads out of it, once all links on the way are followed. What is read from the
 * links decides, not what is there: a link to a file outside that does not exist yet leads out just as well.
 */
export async function leadsOutside(root: string, name: string): Promise<boolean> {
  const at: string[] = []
  const ahead = name.split('/')
  for (let links = 0; links <= MOST_LINKS; ) {
    const part = ahead.shift()
    if (part === undefined) return false
    if (part === '' || part === '.') continue
    if (part === '..') {
      // Shorter than what is written where a link on the way was: `up/..` is not the folder that `up` is in.
      if (at.pop() === undefined) return true
      continue
    }
    const target = await readlink(join(root, ...at, part)).catch(() => undefined)
    if (target === undefined) {
      at.push(part)
      continue
    }
    if (target.startsWith('/')) return true
    ahead.unshift(...target.split('/'))
    links += 1
  }
  return false
}
