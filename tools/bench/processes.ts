import { readdirSync, readFileSync } from 'node:fs'

/** Resident memory of a process in MiB, as the kernel counts it: pages that it shares with others are in it. */
export function residentMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024
}

/** What a process has for itself in MiB: without the pages of files, its program above all, which others share. */
export function ownMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024
}

/** Megabytes (10^6 bytes), which the budgets are written in. */
export function megabytes(mib: number): number {
  return mib * 1.048576
}

/** Processor seconds (user and system) that a process has used. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // In ticks, of which Linux tells programs that a second has 100.
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Agents of the instances of one control plane: no other one is called by that port. */
export function agentsOf(port: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const argv = textOf(`/proc/${pid}/cmdline`).split('\0')
      const endpoint = textOf(`/proc/${pid}/environ`)
        .split('\0')
        .find((each) => each.startsWith('AWS_ENDPOINT_URL='))
      return argv.includes('--config-file') && endpoint?.endsWith(`:${port}`)
    })
    .map(Number)
}

/** Empty for what cannot be read: other users' processes, and those that have just ended. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
