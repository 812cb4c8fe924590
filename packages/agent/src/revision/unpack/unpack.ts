import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArchiveType } from '@towpath/agent-link'
import type { UnpackLimits } from '../../config/config.ts'
import type { DeploymentFolder } from '../../host/layout.ts'

/**
 * Makes the unpacked revision of a downloaded bundle, in place of an earlier one. It appears all at once: a bundle that
 * is refused half-way leaves nothing. Rejects with RevisionError.
 */
export async function unpackBundle(
  deployment: DeploymentFolder,
  type: ArchiveType,
  limits: UnpackLimits,
): Promise<void> {
  // Loaded now: most of an agent's life passes without unpacking.
  const unpack = type === 'zip' ? (await import('./zip.ts')).unpackZip : (await import('./tar.ts')).unpackTar
  await replaceArchive(deployment, (folder) => unpack(deployment.bundle, folder, limits))
}

/** Lets `fill` make a folder, lifts what is wrapped in it, and puts it in place. */
export async function replaceArchive(
  deployment: DeploymentFolder,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const partial = `${deployment.archive}.partial`
  await rm(partial, { recursive: true, force: true })
  await rm(deployment.archive, { recursive: true, force: true })
  await mkdir(partial, { recursive: true, mode: 0o755 })
  try {
    await fill(partial)
    await rename(await contentRoot(partial), deployment.archive)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/**
 * The folder that holds the revision: the archive's only entry when that is a folder with an appspec in it (what GitHub
 * and many a `tar czf` make), else the archive's root.
 */
async function contentRoot(folder: string): Promise<string> {
  const [only, ...others] = await readdir(folder)
  if (only === undefined || others.length > 0) return folder
  const inner = join(folder, only)
  if (!(await lstat(inner)).isDirectory()) return folder
  const names = await readdir(inner)
  return names.some((name) => name.toLowerCase().includes('appspec')) ? inner : folder
}
