import { chmod, chown, lstat, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mustRun } from '../run-command.ts'
import { isWithin } from './mount-table.ts'
import type { RootPlan } from './root-plan.ts'

/** Makes the folders that an instance's overlays write to, and hides in them what no instance may see. */
export async function prepareLayers(instanceFolder: string, plan: RootPlan): Promise<void> {
  for (const layer of plan.layers) {
    for (const part of ['upper', 'work']) {
      await mkdir(join(instanceFolder, 'layers', layer.name, part), { recursive: true })
    }
    // A layer's root is what the instance sees in place of the machine's folder.
    await copyAttributes(layer.mountPoint, upper(instanceFolder, layer.name))
  }
  await mkdir(join(instanceFolder, 'tmp'), { recursive: true })
  for (const place of plan.hidden) await hide(instanceFolder, plan, place)
}

/**
 * Hides `place` by a whiteout, the overlay's own mark for "deleted": it holds across reboots, and the instance may
 * make a new file there but never bring the old one back.
 */
async function hide(instanceFolder: string, plan: RootPlan, place: string): Promise<void> {
  const layer = plan.layers
    .filter(({ mountPoint }) => isWithin(place, mountPoint))
    .sort((a, b) => b.mountPoint.length - a.mountPoint.length)[0]
  if (!layer || place === layer.mountPoint) return
  const inside = place.slice(layer.mountPoint === '/' ? 0 : layer.mountPoint.length)
  const folder = upper(instanceFolder, layer.name)
  if (!(await copyFolders(layer.mountPoint, folder, dirname(inside)))) return
  const mark = join(folder, inside)
  if (await lstat(mark).catch(() => undefined)) return
  await mustRun('mknod', [mark, 'c', '0', '0'])
}

/**
 * Makes the folders of `path` in the layer, as the machine has them. Resolves to false where the instance has put
 * something else in the place of one: what lies beneath cannot be seen any more, and a link would lead us astray.
 */
async function copyFolders(from: string, to: string, path: string): Promise<boolean> {
  let inside = ''
  for (const name of path.split('/').filter(Boolean)) {
    inside += `/${name}`
    const there = await lstat(join(to, inside)).catch(() => undefined)
    if (there && !there.isDirectory()) return false
    if (there) continue
    await mkdir(join(to, inside))
    await copyAttributes(join(from, inside), join(to, inside))
  }
  return true
}

async function copyAttributes(from: string, to: string): Promise<void> {
  const { mode, uid, gid } = await stat(from)
  await chown(to, uid, gid)
  await chmod(to, mode & 0o7777)
}

const upper = (instanceFolder: string, layer: string) => join(instanceFolder, 'layers', layer, 'upper')
