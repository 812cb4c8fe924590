import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { hasCode } from '../host/files.ts'
import { InstallError } from './instructions.ts'

const run = promisify(execFile)
const TIMEOUT_MS = 5 * 60_000

/** Runs a program of the system (`setfacl`, `semanage`). Rejects with InstallError that names it and its exit status. */
export async function runTool(program: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await run(program, args, { timeout: TIMEOUT_MS, maxBuffer: 1024 * 1024 })
    return stdout
  } catch (error) {
    const command = [program, ...args].join(' ')
    if (hasCode(error, 'ENOENT')) throw new InstallError(`Cannot run ${command}: ${program} is not installed`)
    const status = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new InstallError(`${command} failed with exit status ${status}${said ? `: ${said}` : ''}`)
  }
}
