import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { quoted } from '../../drivers/shell/job-files.ts'
import type { BuildSession } from '../build-session.ts'
import { confinedPath } from '../confined.ts'

/** Where folders are copied to that are the environment's own, among what jobs leave. */
const EXPORT = 'export'

/** A folder that a buildspec names: below the sources, where it is seen from here, or the environment's own. */
export type NamedFolder =
  /** `path`: on this machine. */
  { path: string } | { outside: string }

/** What a path in a buildspec means: relative ones begin at the primary source. */
export function namedFolder(session: BuildSession, path: string): NamedFolder {
  const { driver, folder, context } = session
  const inside = driver?.inside(folder.path).output ?? folder.output
  const from = join(inside, context?.sources?.primary ?? '')
  const full = path.startsWith('~/')
    ? join('/root', path.slice(2))
    : path.startsWith('/')
      ? join(path)
      : join(from, path)
  const isShared = full === inside || full.startsWith(`${inside}/`)
  return isShared ? { path: join(folder.output, full.slice(inside.length)) } : { outside: full }
}

/** Where the copy of an environment's own folder is on this machine. */
const exportedPath = ({ folder }: BuildSession, index: number): string =>
  join(folder.state, EXPORT, String(index), 'content')

/**
 * The folder on this machine once all processes of the build have ended; undefined when there is none, or when links lead
 * from there to the machine's own files.
 */
export async function readableFolder(
  session: BuildSession,
  named: NamedFolder,
  exports: readonly string[],
): Promise<string | undefined> {
  const { output, state } = session.folder
  const [root, path] =
    'path' in named ? [output, named.path] : [state, exportedPath(session, exports.indexOf(named.outside))]
  const real = await confinedPath(root, path, '.')
  return real !== undefined && (await stat(real)).isDirectory() ? real : undefined
}

/**
 * Copies folders out of the environment, each under its index, and gives all files of the build to us. A folder that is not
 * there has no copy.
 */
export async function exportFolders(
  session: BuildSession,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { driver, folder } = session
  if (!driver) return
  const inside = driver.inside(folder.path)
  const copies = folders.map((each, index) => {
    const to = quoted(`${inside.state}/${EXPORT}/${index}`)
    return `[ ! -d ${quoted(each)} ] || { mkdir -p ${to} && cp -R -P -p ${quoted(each)} ${to}/content; }`
  })
  const own = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`
  const give = own === '0:0' ? [] : [`chown -R ${own} ${quoted(inside.output)} ${quoted(inside.state)} 2>/dev/null`]
  if (copies.length + give.length === 0) return
  await session.run(
    { name: 'export', command: [...copies, ...give].join('\n'), variables: {}, leavesState: false },
    signal,
  )
}
