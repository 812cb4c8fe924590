import { access, chmod, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from '@towpath/base/start-program.ts'
import type { Driver, EnterCommand, InstanceSpec, Observation } from '../driver.ts'
import { CREDENTIALS_PATH, type DriverDeps } from '../driver-deps.ts'
import {
  type AgentPlaces,
  agentConfiguration,
  agentLog,
  agentOutput,
  configFile,
  fingerprint,
  instanceEnvironment,
  signerCaFile,
} from '../guest/agent-settings.ts'
import { serviceFiles } from '../guest/guest-files.ts'
import { InstanceFolders, type InstanceRecord, readEnd } from '../instance-folder.ts'
import { identify, isAlive } from '../process-identity.ts'
import { mustRun, SYSTEM_PATH } from '../run-command.ts'
import { enterProcesses } from './enter.ts'
import { endProcesses, MARK } from './marked-processes.ts'
import { listenForMetadata, type MetadataListener } from './metadata-listener.ts'
import { SUPERVISOR, supervisorOf } from './supervisor.ts'

/** Milliseconds that an instance gets to end its processes by itself. */
const GRACE = 12_000

/**
 * Instances as ordinary processes of this machine, under the user of the control plane. Nothing is kept apart: hooks
 * can change the machine. Only what the agent itself installs is put below the instance's folder.
 */
export class ProcessDriver implements Driver {
  readonly name = 'process'
  readonly description =
    'Instances are plain processes of this machine: files are installed below a folder of each instance, but hooks can change the machine.'
  readonly #deps: DriverDeps
  readonly #folders: InstanceFolders
  readonly #metadata = new Map<string, MetadataListener>()

  constructor(deps: DriverDeps) {
    this.#deps = deps
    this.#folders = new InstanceFolders(deps.instancesFolder)
  }

  async open(): Promise<void> {
    await this.#folders.removeGone()
    for (const id of await this.#folders.list()) {
      const record = await this.#folders.read(id)
      if (record) await this.#listen(record)
    }
  }

  async close(): Promise<void> {
    for (const listener of this.#metadata.values()) listener.close()
    this.#metadata.clear()
  }

  async sweep(known: ReadonlySet<string>): Promise<string[]> {
    const unknown = (await this.#folders.list()).filter((id) => !known.has(id))
    for (const id of unknown) await this.terminate(id)
    return unknown
  }

  launch(spec: InstanceSpec, userData?: Buffer): Promise<void> {
    return this.#boot(spec, userData)
  }

  start(spec: InstanceSpec): Promise<void> {
    return this.#boot(spec, undefined)
  }

  async stop(instanceId: string, options: { force?: boolean } = {}): Promise<void> {
    const folder = this.#folders.of(instanceId)
    await endProcesses(folder, options.force ? 0 : GRACE)
    await rm(join(folder, SUPERVISOR), { force: true })
  }

  async reboot(spec: InstanceSpec): Promise<void> {
    await this.stop(spec.instanceId)
    await this.start(spec)
  }

  async terminate(instanceId: string): Promise<void> {
    await this.stop(instanceId, { force: true })
    this.#metadata.get(instanceId)?.close()
    this.#metadata.delete(instanceId)
    await this.#folders.remove(instanceId)
  }

  async refresh(spec: InstanceSpec): Promise<void> {
    const record = await this.#listen(await this.#folders.readOrMake(spec))
    const environment = this.#environment(spec, record)
    const mark = fingerprint(spec, environment)
    if (record.fingerprint === mark) return
    const { file, args, env } = await this.enter(spec.instanceId, [
      join(this.#folders.of(spec.instanceId), 'run', 'agent-service'),
      'refresh',
    ])
    const lines = [spec.controlEndpoint, ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)]
    await mustRun(file, args, { env, input: `${lines.join('\n')}\n` })
    await this.#folders.write(spec.instanceId, { ...record, spec, environment, fingerprint: mark })
  }

  async observe(instanceId: string): Promise<Observation> {
    const folder = this.#folders.of(instanceId)
    if (!(await supervisorOf(folder))) return { running: false }
    const text = await readFile(join(folder, 'run', 'agent'), 'utf8').catch(() => '')
    const [pid = '', startTime] = text.trim().split(' ')
    const agent = await identify(Number(pid))
    return agent && agent.startTime === startTime && (await isAlive(agent))
      ? { running: true, agentPid: agent.pid }
      : { running: true }
  }

  async consoleOutput(instanceId: string, limit: number): Promise<Buffer> {
    const folder = this.#folders.of(instanceId)
    const places = placesIn(folder)
    const files = [
      join(folder, 'console.log'),
      join(folder, 'log', 'user-data.log'),
      agentOutput(places),
      agentLog(places),
    ]
    return Buffer.concat(await Promise.all(files.map((file) => readEnd(file, limit)))).subarray(-limit)
  }

  enter(instanceId: string, argv: string[]): Promise<EnterCommand> {
    return enterProcesses(this.#folders, instanceId, argv)
  }

  async #boot(spec: InstanceSpec, userData: Buffer | undefined): Promise<void> {
    const folder = this.#folders.of(spec.instanceId)
    if (await supervisorOf(folder)) return
    // Left from a supervisor that was killed: two agents must not share one folder.
    await endProcesses(folder, 0)
    const record = await this.#listen(await this.#folders.readOrMake(spec))
    const environment = this.#environment(spec, record)
    const mark = fingerprint(spec, environment)
    const next: InstanceRecord = { ...record, spec, environment, fingerprint: mark, booted: true }
    // Written first: after a crash, user data is rather not run at all than run twice.
    await this.#folders.write(spec.instanceId, next)
    await this.#writeFiles(folder, next, record.booted ? undefined : userData)
    await this.#startSupervisor(folder, environment)
  }

  async #writeFiles(folder: string, record: InstanceRecord, userData: Buffer | undefined): Promise<void> {
    const places = placesIn(folder)
    const run = join(folder, 'run')
    await rm(run, { recursive: true, force: true })
    const folders = [run, 'bin', 'log', 'destinations', `${places.rootFolder}/deployment-root`, places.configFolder]
    for (const path of [...folders, places.logFolder]) {
      await mkdir(path.startsWith('/') ? path : join(folder, path), { recursive: true, mode: 0o700 })
    }
    const files = await serviceFiles(this.#deps.agent, places, this.#environment(record.spec, record))
    for (const { path, content, mode } of files) await writeFile(join(run, path), content, { mode })
    await writeFile(configFile(places), agentConfiguration(this.#deps.agent, places, record.spec.controlEndpoint))
    if (this.#deps.agent.signerCa !== undefined) await writeFile(signerCaFile(places), this.#deps.agent.signerCa)
    if (userData) await writeFile(join(run, 'user-data'), userData, { mode: 0o700 })
    await copyScript('process-boot.sh', join(run, 'boot'))
    await copyScript('process-service.sh', join(folder, 'bin', 'service'))
    if (process.getuid?.() === 0 && !(await exists('/usr/bin/sudo')))
      await copyScript('sudo.sh', join(folder, 'bin', 'sudo'))
  }

  async #startSupervisor(folder: string, environment: Record<string, string>): Promise<void> {
    const output = await open(join(folder, 'console.log'), 'a', 0o600)
    const child = startProgram('/bin/sh', [join(folder, 'run', 'boot')], {
      detached: true,
      cwd: folder,
      env: { HOME: homedir(), LANG: 'C.UTF-8', ...environment },
      stdio: ['ignore', output.fd, output.fd],
    })
    await output.close()
    child.unref()
    const identity = child.pid === undefined ? undefined : await identify(child.pid)
    if (!identity) throw new Error('The supervisor of the agent cannot be started')
    await writeFile(join(folder, SUPERVISOR), JSON.stringify(identity), { mode: 0o600 })
  }

  /** Makes the instance's metadata answer; the record gets the port. */
  async #listen(record: InstanceRecord): Promise<InstanceRecord> {
    const { instanceId } = record.spec
    const asking = { instanceId, credentialToken: record.credentialToken }
    const listener =
      this.#metadata.get(instanceId) ??
      (await listenForMetadata(record.metadataPort ?? 0, (req, res) => this.#deps.answer(asking, req, res)))
    this.#metadata.set(instanceId, listener)
    return { ...record, metadataPort: listener.port }
  }

  #environment(spec: InstanceSpec, record: InstanceRecord): Record<string, string> {
    const folder = this.#folders.of(spec.instanceId)
    const metadata = `http://127.0.0.1:${record.metadataPort}`
    return {
      ...this.#deps.environment,
      ...instanceEnvironment(spec, { url: `${metadata}${CREDENTIALS_PATH}`, token: record.credentialToken }),
      PATH: `${join(folder, 'bin')}:${SYSTEM_PATH}`,
      [MARK]: folder,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata,
      TOWPATH_DESTINATION_ROOT: join(folder, 'destinations'),
    }
  }
}

const placesIn = (folder: string): AgentPlaces => ({
  configFolder: join(folder, 'etc'),
  rootFolder: join(folder, 'agent'),
  logFolder: join(folder, 'log'),
})

async function copyScript(name: string, target: string): Promise<void> {
  await writeFile(target, await readFile(new URL(`../guest/${name}`, import.meta.url), 'utf8'))
  await chmod(target, 0o755)
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
