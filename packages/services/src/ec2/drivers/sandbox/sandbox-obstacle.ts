import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { mustRun, runCommand } from '../run-command.ts'
import { holdNamespaces } from './holder.ts'
import { fitsOverlayOptions } from './root-plan.ts'

const TOOLS = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  mount: 'mount (util-linux)',
  ip: 'iproute2',
  bridge: 'iproute2',
  mknod: 'coreutils',
}

/**
 * Why sandbox instances cannot run with their files below `folder`, as a sentence that says what would help; undefined
 * when they can. Tries the parts for real and leaves nothing behind.
 */
export async function sandboxObstacle(folder: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'sandbox instances need Linux'
  if (process.getuid?.() !== 0) return 'sandbox instances need root: start the control plane with sudo'
  if (!fitsOverlayOptions(folder)) {
    return `the data folder ${folder} has a comma, colon, quote or backslash in its name: choose another one`
  }
  for (const [tool, source] of Object.entries(TOOLS)) {
    const there = await runCommand('sh', ['-c', 'command -v "$1"', 'sh', tool])
    if (there.status !== 0) return `the program ${tool} is missing: install ${source}`
  }
  return (await namespaceObstacle()) ?? (await overlayObstacle(folder))
}

async function namespaceObstacle(): Promise<string | undefined> {
  try {
    const holder = await holdNamespaces()
    holder.release()
    return undefined
  } catch (error) {
    return `this machine does not let us make namespaces (${(error as Error).message}): a container needs --privileged, a hardened kernel user.max_user_namespaces above 0`
  }
}

async function overlayObstacle(folder: string): Promise<string | undefined> {
  const place = join(folder, '.probe')
  try {
    for (const name of ['upper', 'work', 'root']) await mkdir(join(place, name), { recursive: true })
    const options = `lowerdir=/,upperdir=${place}/upper,workdir=${place}/work,redirect_dir=nofollow`
    const mount = ['mount', '-t', 'overlay', '-o', options, 'overlay', `${place}/root`]
    await mustRun('unshare', ['--mount', '--propagation', 'private', '--', ...mount])
    await mustRun('mknod', [`${place}/whiteout`, 'c', '0', '0'])
    return undefined
  } catch (error) {
    return `the data folder ${folder} cannot hold an overlay (${(error as Error).message}): put it on a disk of the machine`
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}
