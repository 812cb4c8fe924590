/** One line of `/proc/self/mountinfo`. */
export interface Mount {
  /** `254:0`: which file system it is. */
  device: string
  /** The folder of the file system that is seen at `mountPoint`. */
  root: string
  mountPoint: string
  /** `ext4` */
  type: string
}

/** Reads `/proc/self/mountinfo`. Of several mounts at one place only the last, which hides the others, is given. */
export function parseMountTable(text: string): Mount[] {
  const byPlace = new Map<string, Mount>()
  for (const line of text.split('\n')) {
    const [before = '', after = ''] = line.split(' - ')
    const [, , device, root, mountPoint] = before.split(' ')
    const [type] = after.split(' ')
    if (!device || !root || !mountPoint || !type) continue
    const mount = { device, root: unescaped(root), mountPoint: unescaped(mountPoint), type }
    byPlace.delete(mount.mountPoint)
    byPlace.set(mount.mountPoint, mount)
  }
  return [...byPlace.values()]
}

/** The mount that `path` lies in. */
export function mountOf(mounts: Mount[], path: string): Mount | undefined {
  return mounts
    .filter((mount) => isWithin(path, mount.mountPoint))
    .sort((a, b) => b.mountPoint.length - a.mountPoint.length)[0]
}

/** Whether `path` is `folder` or lies below it. Both absolute and without `..`. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)
}

/** Every place where what lies at `path` can be seen, since a file system may be mounted more than once. */
export function placesOf(mounts: Mount[], path: string): string[] {
  const home = mountOf(mounts, path)
  if (!home) return [path]
  const inside = join(home.root, path.slice(home.mountPoint === '/' ? 0 : home.mountPoint.length))
  return mounts
    .filter((mount) => mount.device === home.device && isWithin(inside, mount.root))
    .map((mount) => join(mount.mountPoint, inside.slice(mount.root === '/' ? 0 : mount.root.length)))
}

const join = (folder: string, rest: string) => (folder === '/' ? rest || '/' : `${folder}${rest === '/' ? '' : rest}`)

const unescaped = (text: string) => text.replace(/\\(\d{3})/g, (_, digits) => String.fromCharCode(parseInt(digits, 8)))
