import { chmod, mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isAlive, signalProcess, waitForEnd } from '../drivers/process-identity.ts'
import { planFor, startInit } from '../drivers/sandbox/boot.ts'
import { firstProcess } from '../drivers/sandbox/first-process.ts'
import { holdNamespaces } from '../drivers/sandbox/holder.ts'
import { prepareLayers } from '../drivers/sandbox/layers.ts'
import type { Sandboxes, SandboxesDeps, SandboxRequest } from './sandboxes.ts'

/** How long the kernel may take to end all processes of a sandbox, in milliseconds. */
const END_LIMIT = 10_000

/** Sandboxes of Linux namespaces. Needs root. */
export function namespaceSandboxes(deps: Omit<SandboxesDeps, 'log'>): Sandboxes {
  async function isRunning(folder: string): Promise<boolean> {
    const init = await firstProcess(folder)
    return init !== undefined && (await isAlive(init))
  }
  return {
    isolation: 'namespaces',
    isRunning,
    async boot(request) {
      const { folder, hostname, shared, controlGroups } = request
      if (await isRunning(folder)) return
      await mkdir(folder, { recursive: true })
      const sockets = deps.sockets && (await Promise.all(deps.sockets.map(straight)))
      const plan = await planFor({ ...deps, sockets, programs: [] }, folder, shared)
      await prepareLayers(folder, plan)
      // Those of instances have sticky bits from their boot; here nobody boots.
      await chmod(join(folder, 'tmp'), 0o1777)
      const guest = await writeGuestFiles(request)
      const holder = await holdNamespaces({ network: false })
      try {
        const namespaces = ['uts', 'ipc']
        await startInit({ folder, guest, holder: holder.pid, namespaces, hostname, plan, controlGroups })
      } finally {
        holder.release()
        await rm(guest, { recursive: true, force: true })
      }
    },
    async end(folder) {
      const init = await firstProcess(folder)
      if (!init) return
      await signalProcess(init, 'SIGKILL')
      // The kernel ends all others of the namespace before the first one is gone.
      if (!(await waitForEnd(init, END_LIMIT))) throw new Error(`The processes of the sandbox in ${folder} do not end`)
    },
  }
}

/** Nothing is mounted through a link, as `/var/run` is one on most machines. */
async function straight(path: string): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path))
  return join(folder, basename(path))
}

async function writeGuestFiles({ folder, init, environment }: SandboxRequest): Promise<string> {
  const guest = join(folder, 'guest')
  await rm(guest, { recursive: true, force: true })
  await mkdir(guest, { recursive: true })
  // The machine's own may be a link to a file in /run, which a sandbox does not see.
  await writeFile(join(guest, 'resolv.conf'), await readFile('/etc/resolv.conf').catch(() => ''))
  await writeFile(join(guest, 'init'), initScript(init, environment))
  const devices = join(guest, 'dev')
  await mkdir(devices)
  for (const [name, target] of Object.entries(LINKS)) await symlink(target, join(devices, name))
  return guest
}

/** In /dev, by name. */
const LINKS = {
  fd: '/proc/self/fd',
  stdin: '/proc/self/fd/0',
  stdout: '/proc/self/fd/1',
  stderr: '/proc/self/fd/2',
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

function initScript(init: string[], environment: Record<string, string>): string {
  const variables = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`)
  return `umask 022
cp -RP /run/towpath/dev/. /dev
# Credentials that the machine's users keep are not this sandbox's.
set -- /etc/resolv.conf
for home in /root /home/*; do
  for name in .aws .docker .ssh .netrc .git-credentials; do
    if [ -e "$home/$name" ] || [ -L "$home/$name" ]; then set -- "$@" "$home/$name"; fi
  done
done
rm -rf "$@"
cp /run/towpath/resolv.conf /etc/resolv.conf
mkdir -p /run/lock
${variables.join('\n')}
echo ready >&3
exec 3>&-
exec ${init.map(quoted).join(' ')}
`
}
