import {
  chmod,
  chown,
  constants,
  copyFile,
  lchown,
  lstat,
  mkdir,
  readlink,
  realpath,
  symlink,
  unlink,
  utimes,
} from 'node:fs/promises'
import { hasCode, lstatIfThere } from '../host/files.ts'
import { groupId, userId } from './accounts.ts'
import { completeAcl } from './acl.ts'
import type { CleanupEntry } from './cleanup-file.ts'
import { InstallError, type Instruction } from './instructions.ts'
import { runTool } from './run-tool.ts'

/**
 * Carries one step out. `note` records what the next Install has to remove, and is called before anything is made, so
 * that nothing made is ever unrecorded.
 */
export async function applyInstruction(step: Instruction, note: (entry: CleanupEntry) => Promise<void>): Promise<void> {
  switch (step.type) {
    case 'mkdir':
      await note({ path: step.directory })
      return makeFolder(step.directory)
    case 'copy':
      await note({ path: step.destination })
      return copy(step.source, step.destination)
    case 'chmod':
      return chmod(step.file, Number.parseInt(step.mode, 8))
    case 'setfacl': {
      const { mode } = await lstat(step.file)
      await runTool('setfacl', ['--set', completeAcl(step.acl, mode), '--', step.file])
      return
    }
    case 'semanage':
      return setContext(step, note)
    case 'chown':
      return setOwner(step)
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, 0o777)
  } catch (error) {
    if (!hasCode(error, 'EEXIST') || !(await lstat(path)).isDirectory()) throw error
  }
}

async function copy(source: string, destination: string): Promise<void> {
  const from = await lstat(source)
  const inTheWay = await lstatIfThere(destination)
  if (from.isSymbolicLink()) {
    if (inTheWay) await unlink(destination)
    await symlink(await readlink(source), destination)
    return keepOwner(destination, from)
  }
  // A file that came since the plan was made is not overwritten, nor is a dangling link written through.
  await copyFile(source, destination, inTheWay ? 0 : constants.COPYFILE_EXCL)
  await keepOwner(destination, from)
  await chmod(destination, from.mode & 0o7777)
  await utimes(destination, from.atime, from.mtime)
}

async function keepOwner(path: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  try {
    const now = await lstat(path)
    if (now.uid !== uid || now.gid !== gid) await lchown(path, uid, gid)
  } catch (error) {
    // Not root: the files belong to the agent, as with any copy.
    if (!hasCode(error, 'EPERM') && !hasCode(error, 'EINVAL')) throw error
  }
}

async function setOwner(step: Extract<Instruction, { type: 'chown' }>): Promise<void> {
  const now = await lstat(step.file)
  const uid = step.owner === undefined ? now.uid : await userId(step.owner)
  const gid = step.group === undefined ? now.gid : await groupId(step.group)
  await (now.isSymbolicLink() ? lchown : chown)(step.file, uid, gid)
}

async function setContext(
  { context, file }: Extract<Instruction, { type: 'semanage' }>,
  note: (entry: CleanupEntry) => Promise<void>,
): Promise<void> {
  const path = await realpath(file)
  // It becomes a regular expression for semanage and a line of the clean-up file.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is refused
  if (/[\x00-\x1f]/.test(path)) throw new InstallError(`Cannot set a context for ${JSON.stringify(path)}`)
  const user = context.user === undefined ? [] : ['-s', context.user]
  const range = context.range === undefined ? [] : ['-r', context.range]
  await note({ selinux: path })
  await runTool('semanage', ['fcontext', '-a', ...user, '-t', context.type, ...range, path])
  await runTool('restorecon', ['-v', path])
}
