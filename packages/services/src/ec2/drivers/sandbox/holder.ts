import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { startProgram } from '@towpath/base/start-program.ts'
import { SYSTEM_PATH } from '../run-command.ts'

/** A process that only keeps new namespaces alive until an instance's first process lives in them. */
export interface Holder {
  pid: number
  /** Ends the process. The namespaces stay as long as somebody else is in them. */
  release(): void
}

/**
 * Makes user, network, host name and IPC namespaces; without `network`, that of the machine is kept.
 *
 * The user namespace has the machine's own ids: files keep their owners and root is root, but its powers end at what
 * belongs to this namespace: it cannot make device nodes, load modules, set the clock or mount a disk.
 */
export async function holdNamespaces({ network = true } = {}): Promise<Holder> {
  // cat gives back what it reads: an answer shows that the namespaces are there. It ends when we do.
  const child = startProgram('unshare', ['--user', ...(network ? ['--net'] : []), '--uts', '--ipc', '--', 'cat'], {
    env: { PATH: SYSTEM_PATH },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint += text
  })
  child.stdin.write('\n')
  const { promise: failed, reject } = Promise.withResolvers<never>()
  child.once('error', reject)
  child.once('close', () => reject(new Error(`Cannot make namespaces: ${complaint.trim() || 'unshare ended'}`)))
  failed.catch(() => {})
  await Promise.race([once(child.stdout, 'data'), failed])
  const pid = child.pid as number
  try {
    await mapIds(pid)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  return { pid, release: () => void child.kill('SIGKILL') }
}

/** Every id that exists here means the same in there. */
async function mapIds(pid: number): Promise<void> {
  for (const kind of ['gid_map', 'uid_map']) {
    const ours = await readFile(`/proc/self/${kind}`, 'utf8')
    const same = ours
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .map(([inside, , count]) => `${inside} ${inside} ${count}`)
    await writeFile(`/proc/${pid}/${kind}`, `${same.join('\n')}\n`)
  }
}
