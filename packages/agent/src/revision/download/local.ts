import { chmod, copyFile, lstat, mkdir, readdir, readlink, rm, stat, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { DeploymentFolder } from '../../host/layout.ts'
import { RevisionError } from '../failure.ts'

/** A bundle on this machine: the deployment gets a link to it. */
export async function linkLocalFile(location: string, deployment: DeploymentFolder): Promise<void> {
  const found = await stat(location).catch(() => undefined)
  if (!found?.isFile()) throw new RevisionError(`There is no file at ${location}`)
  await rm(deployment.bundle, { force: true })
  await symlink(resolve(location), deployment.bundle)
}

/** Copies a folder with its modes and links; owners are those of the agent. */
export async function copyFolder(from: string, to: string): Promise<void> {
  const { mode } = await stat(from)
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) {
      await copyFolder(source, target)
    } else if (entry.isSymbolicLink()) {
      await symlink(await readlink(source), target)
    } else if (entry.isFile()) {
      await copyFile(source, target)
      await chmod(target, (await lstat(source)).mode & 0o7777)
    } else {
      throw new RevisionError(`The revision has a special file in it, which is refused: ${source}`)
    }
  }
  await chmod(to, mode & 0o7777)
}
