import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { startProgram } from '@towpath/base/start-program.ts'
import type { DriverDeps } from '../driver-deps.ts'
import { OFFICIAL_PLACES } from '../guest/agent-settings.ts'
import { sandboxFiles } from '../guest/guest-files.ts'
import { type InstanceRecord, readEnd } from '../instance-folder.ts'
import { SYSTEM_PATH } from '../run-command.ts'
import { BUILD_ROOT, initRecord } from './first-process.ts'
import { holdNamespaces } from './holder.ts'
import { prepareLayers } from './layers.ts'
import { type Mount, parseMountTable } from './mount-table.ts'
import type { SandboxNetwork } from './network/network.ts'
import { planRoot, type RootPlan, type RootPlanInput } from './root-plan.ts'

/** Milliseconds until the instance's first process must have reported. */
const LIMIT = 30_000
const CONSOLE_LIMIT = 512 * 1024

/** Arguments: control groups to live in, `--`, and the program to become. */
const JOIN_CONTROL_GROUPS = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit; shift; done; shift; exec "$@"'

export const consoleLog = (folder: string) => join(folder, 'console.log')

/** Boots a sandbox that does not run. Resolves when its first process has set everything up. */
export async function bootSandbox(options: {
  deps: DriverDeps
  network: SandboxNetwork
  folder: string
  record: InstanceRecord
  environment: Record<string, string>
  userData: Buffer | undefined
}): Promise<void> {
  const { deps, network, folder, record } = options
  const plan = await planFor(deps, folder)
  await prepareLayers(folder, plan)
  const guest = await writeGuestFiles(options)
  const holder = await holdNamespaces()
  try {
    await network.connect(holder.pid, record.spec.privateIp)
    const namespaces = ['net', 'uts', 'ipc']
    await startInit({ folder, guest, holder: holder.pid, namespaces, hostname: record.spec.hostname, plan })
  } finally {
    holder.release()
    await rm(guest, { recursive: true, force: true })
  }
}

/** What is seen inside, with the machine as it now is. `shared`: see RootPlanInput. */
export async function planFor(
  deps: Pick<DriverDeps, 'dataFolder' | 'programs' | 'sockets'>,
  folder: string,
  shared: RootPlanInput['shared'] = [],
): Promise<RootPlan> {
  const mounts = parseMountTable(await readFile('/proc/self/mountinfo', 'utf8'))
  return planRoot({
    mounts,
    folders: await foldersAmong([...mounts.map(({ mountPoint }: Mount) => mountPoint), ...deps.programs]),
    dataFolder: deps.dataFolder,
    instanceFolder: folder,
    programs: deps.programs,
    sockets: deps.sockets ?? ['/run/docker.sock'],
    shared,
  })
}

async function foldersAmong(paths: string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (const path of paths) {
    const info = await stat(path).catch(() => undefined)
    if (info?.isDirectory()) found.add(path)
  }
  return found
}

async function writeGuestFiles(options: Parameters<typeof bootSandbox>[0]): Promise<string> {
  const { deps, folder, record, environment } = options
  const guest = join(folder, 'guest')
  await rm(guest, { recursive: true, force: true })
  const { files, namesReachable } = await sandboxFiles(deps.agent, OFFICIAL_PLACES, record, environment)
  if (!namesReachable) {
    deps.log.warn('the machine resolves names on its loopback only: instances cannot ask there')
  }
  if (options.userData) files.push({ path: 'user-data', content: options.userData, mode: 0o600 })
  for (const { path, content, mode } of files) {
    await mkdir(dirname(join(guest, path)), { recursive: true })
    await writeFile(join(guest, path), content, { mode })
  }
  return guest
}

/** Starts the first process of a sandbox, which is to write "ready" to its third descriptor. */
export async function startInit(options: {
  folder: string
  guest: string
  /** Process whose user namespace, and the others of `namespaces`, the sandbox lives in. */
  holder: number
  namespaces: string[]
  hostname: string
  plan: RootPlan
  /** Control groups that it lives in, as paths of their `cgroup.procs`. */
  controlGroups?: string[]
}): Promise<void> {
  const { folder, holder, controlGroups = [] } = options
  const root = join(folder, 'root')
  await mkdir(root, { recursive: true })
  await rm(initRecord(folder), { force: true })
  await shortenConsole(folder)
  const output = await open(consoleLog(folder), 'a', 0o600)
  const namespaces = options.namespaces.map((kind) => `--${kind}=/proc/${holder}/ns/${kind}`)
  const own = ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--']
  const build = ['sh', BUILD_ROOT, root, initRecord(folder), String(holder), options.hostname, options.guest]
  const steps = options.plan.steps.flatMap((step) => [
    step.need,
    step.type,
    step.source,
    step.target,
    step.options,
    step.make,
  ])
  // Its own session and no pipe of ours but the third: it lives on when this process ends.
  const enter = ['nsenter', ...namespaces, '--', ...own, ...build, ...steps]
  const child = startProgram('sh', ['-c', JOIN_CONTROL_GROUPS, 'sh', ...controlGroups, '--', ...enter], {
    detached: true,
    cwd: '/',
    env: { PATH: SYSTEM_PATH, HOME: '/root', USER: 'root', LOGNAME: 'root', LANG: 'C.UTF-8' },
    stdio: ['ignore', output.fd, output.fd, 'pipe'],
  })
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  failed.catch(() => {})
  await output.close()
  child.unref()
  const report = child.stdio[3] as Readable
  const limit = setTimeout(() => report.destroy(new Error(`it was not ready within ${LIMIT / 1000} s`)), LIMIT)
  try {
    const heard = await Promise.race([hear(report), failed])
    if (heard.trim() === 'ready') return
    const end = await readEnd(consoleLog(folder), 600)
    throw new Error(`The instance did not boot: ${end.toString('utf8').trim().split('\n').slice(-3).join('; ')}`)
  } finally {
    clearTimeout(limit)
    report.destroy()
  }
}

/** All that is written until "ready", or until nobody is left who could write. */
async function hear(report: Readable): Promise<string> {
  let text = ''
  for await (const chunk of report.setEncoding('utf8')) {
    text += chunk
    if (text.includes('\n')) break
  }
  return text
}

/** What an instance writes to its console is its own doing; it does not fill the disk by booting again and again. */
async function shortenConsole(folder: string): Promise<void> {
  const path = consoleLog(folder)
  const info = await stat(path).catch(() => undefined)
  if (info && info.size > CONSOLE_LIMIT) await writeFile(path, await readEnd(path, CONSOLE_LIMIT / 2), { mode: 0o600 })
}
