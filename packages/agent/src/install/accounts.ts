import { readFile } from 'node:fs/promises'
import { InstallError } from './instructions.ts'
import { runTool } from './run-tool.ts'

/** The number of a user; names beyond /etc/passwd are asked for with getent. Rejects with InstallError. */
export function userId(name: string): Promise<number> {
  return idOf(name, 'passwd', 'user')
}

export function groupId(name: string): Promise<number> {
  return idOf(name, 'group', 'group')
}

async function idOf(name: string, database: 'passwd' | 'group', what: string): Promise<number> {
  if (/^\d+$/.test(name)) return Number(name)
  const lines = await readFile(`/etc/${database}`, 'utf8').catch(() => '')
  const found = idIn(lines, name) ?? idIn(await runTool('getent', [database, '--', name]).catch(() => ''), name)
  if (found === undefined) throw new InstallError(`can't find ${what} for ${name}`)
  return found
}

/** Both databases have the name first and the number third. */
function idIn(lines: string, name: string): number | undefined {
  const fields = lines.split('\n').map((line) => line.split(':'))
  const id = fields.find(([first]) => first === name)?.[2]
  return id !== undefined && /^\d+$/.test(id) ? Number(id) : undefined
}
