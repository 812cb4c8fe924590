import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Driver, EnterCommand, InstanceSpec, Observation } from '../driver.ts'
import { CREDENTIALS_PATH, type DriverDeps } from '../driver-deps.ts'
import { agentLog, agentOutput, fingerprint, instanceEnvironment, OFFICIAL_PLACES } from '../guest/agent-settings.ts'
import { InstanceFolders, type InstanceRecord, readEnd, writeWhole } from '../instance-folder.ts'
import { isAlive, type ProcessIdentity, parseStat, signalProcess, waitForEnd } from '../process-identity.ts'
import { mustRun, runCommand } from '../run-command.ts'
import { bootSandbox, consoleLog } from './boot.ts'
import { enterSandbox } from './enter.ts'
import { endStrays, firstProcess } from './first-process.ts'
import { type NetworkRecord, openNetwork, type SandboxNetwork } from './network/network.ts'
import { readInside } from './read-inside.ts'

const NETWORK_FILE = 'network.json'
/** Asks from an address that no instance has. */
const NOBODY = { instanceId: '', credentialToken: '' }
/** Milliseconds that an instance gets to end its processes by itself. */
const GRACE = 12_000

/**
 * Instances as Linux namespaces over a copy-on-write view of this machine. Needs root.
 *
 * What lives where: mounts only in the instance's own mount namespaces, so none is ever seen on the machine and all are
 * gone with its last process; on the machine itself one bridge, one line to it for each running instance, one packet
 * filter table; the instance's folder with what it wrote.
 */
export class SandboxDriver implements Driver {
  readonly name = 'sandbox'
  readonly description =
    'Each instance has its own processes, network address and copy-on-write view of this machine; nothing it writes touches the machine.'
  readonly #deps: DriverDeps
  readonly #folders: InstanceFolders
  /** Which instance has an address, for whoever asks for metadata. */
  readonly #byAddress = new Map<string, { instanceId: string; credentialToken: string }>()
  #network: SandboxNetwork | undefined

  constructor(deps: DriverDeps) {
    this.#deps = deps
    this.#folders = new InstanceFolders(deps.instancesFolder)
  }

  get subnet() {
    return this.#network?.subnet
  }

  get gatewayAddress() {
    return this.#network?.gateway
  }

  async open(): Promise<void> {
    if (this.#network) return
    await this.#folders.removeGone()
    const file = join(this.#folders.path, NETWORK_FILE)
    const kept = await readFile(file, 'utf8').catch(() => undefined)
    this.#network = await openNetwork({
      folder: this.#folders.path,
      node: this.#deps.node,
      kept: kept === undefined ? undefined : (JSON.parse(kept) as NetworkRecord),
      keep: (record) => writeWhole(file, JSON.stringify(record)),
      wanted: this.#deps.subnet,
      answer: (address, req, res) => this.#deps.answer(this.#byAddress.get(address) ?? NOBODY, req, res),
      log: this.#deps.log,
    })
    for (const id of await this.#folders.list()) {
      const record = await this.#folders.read(id)
      if (record) this.#remember(record)
    }
  }

  async close(): Promise<void> {
    const network = this.#network
    this.#network = undefined
    if (!network) return
    if ((await this.#folders.list()).length > 0) return network.close()
    await network.remove()
    await rm(join(this.#folders.path, NETWORK_FILE), { force: true })
  }

  async sweep(known: ReadonlySet<string>): Promise<string[]> {
    const unknown = (await this.#folders.list()).filter((id) => !known.has(id))
    for (const id of unknown) await this.terminate(id)
    unknown.push(...(await endStrays(this.#folders.path, known)))
    await this.#net().sweep(new Set(this.#byAddress.keys()))
    return unknown
  }

  launch(spec: InstanceSpec, userData?: Buffer): Promise<void> {
    return this.#boot(spec, userData)
  }

  start(spec: InstanceSpec): Promise<void> {
    return this.#boot(spec, undefined)
  }

  async stop(instanceId: string, options: { force?: boolean } = {}): Promise<void> {
    const init = await this.#init(instanceId)
    if (init && (await isAlive(init))) {
      if (!options.force) await signalProcess(init, 'SIGTERM')
      if (options.force || !(await waitForEnd(init, GRACE))) await signalProcess(init, 'SIGKILL')
      // The kernel ends all others of the namespace before the first one is gone.
      if (!(await waitForEnd(init, GRACE))) throw new Error(`The processes of ${instanceId} do not end`)
    }
    const record = await this.#folders.read(instanceId)
    if (record) await this.#net().disconnect(record.spec.privateIp)
  }

  async reboot(spec: InstanceSpec): Promise<void> {
    await this.stop(spec.instanceId)
    await this.start(spec)
  }

  async terminate(instanceId: string): Promise<void> {
    await this.stop(instanceId, { force: true })
    const record = await this.#folders.read(instanceId)
    if (record && this.#byAddress.get(record.spec.privateIp)?.instanceId === instanceId) {
      this.#byAddress.delete(record.spec.privateIp)
    }
    await this.#folders.remove(instanceId)
  }

  async refresh(spec: InstanceSpec): Promise<void> {
    const record = await this.#folders.readOrMake(spec)
    const environment = this.#environment(spec, record)
    const mark = fingerprint(spec, environment)
    if (record.fingerprint === mark) return
    const { file, args, env } = await this.enter(spec.instanceId, ['/run/towpath/agent-service', 'refresh'])
    const lines = [spec.controlEndpoint, ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)]
    await mustRun(file, args, { env, input: `${lines.join('\n')}\n` })
    await this.#folders.write(spec.instanceId, { ...record, spec, environment, fingerprint: mark })
  }

  async observe(instanceId: string): Promise<Observation> {
    const init = await this.#init(instanceId)
    if (!init || !(await isAlive(init))) return { running: false }
    const inside = `/proc/${init.pid}/root`
    const [pid = '', started] = (await readInside(inside, '/run/towpath/agent', 64)).toString('utf8').trim().split(' ')
    const stat = /^\d+$/.test(pid) ? await readFile(`${inside}/proc/${pid}/stat`, 'utf8').catch(() => '') : ''
    const agent = parseStat(stat)
    return agent && agent.startTime === started && agent.state !== 'Z'
      ? { running: true, agentPid: agent.pid }
      : { running: true }
  }

  async consoleOutput(instanceId: string, limit: number): Promise<Buffer> {
    const folder = this.#folders.of(instanceId)
    const boot = await readEnd(consoleLog(folder), Math.min(limit, 16_384))
    const files = ['/var/log/cloud-init-output.log', agentOutput(OFFICIAL_PLACES), agentLog(OFFICIAL_PLACES)]
    const logs = await this.#logs(instanceId, files, limit)
    return Buffer.concat([boot, ...logs]).subarray(-limit)
  }

  enter(instanceId: string, argv: string[]): Promise<EnterCommand> {
    return enterSandbox(this.#folders, instanceId, argv)
  }

  async #boot(spec: InstanceSpec, userData: Buffer | undefined): Promise<void> {
    const network = this.#net()
    const init = await this.#init(spec.instanceId)
    if (init && (await isAlive(init))) return
    const record = await this.#folders.readOrMake(spec)
    const environment = this.#environment(spec, record)
    const mark = fingerprint(spec, environment)
    const next: InstanceRecord = { ...record, spec, environment, fingerprint: mark, booted: true }
    // Written first: after a crash, user data is rather not run at all than run twice.
    await this.#folders.write(spec.instanceId, next)
    this.#remember(next)
    const folder = this.#folders.of(spec.instanceId)
    try {
      const first = record.booted ? undefined : userData
      await bootSandbox({ deps: this.#deps, network, folder, record: next, environment, userData: first })
    } catch (error) {
      await this.stop(spec.instanceId, { force: true })
      await this.#folders.write(spec.instanceId, { ...next, booted: record.booted })
      throw error
    }
  }

  async #logs(instanceId: string, files: string[], limit: number): Promise<Buffer[]> {
    const running = (await this.observe(instanceId)).running
    if (!running) {
      const layer = join(this.#folders.of(instanceId), 'layers', 'root', 'upper')
      return Promise.all(files.map((file) => readInside(layer, file, limit)))
    }
    // A running instance reads its logs itself: it could lead us astray.
    const { file, args, env } = await this.enter(instanceId, ['tail', '-q', '-c', String(limit), '--', ...files])
    const { stdout } = await runCommand(file, args, { env, timeout: 5_000 })
    return [Buffer.from(stdout)]
  }

  #environment(spec: InstanceSpec, record: InstanceRecord): Record<string, string> {
    const credentials = { url: `http://169.254.170.2${CREDENTIALS_PATH}`, token: record.credentialToken }
    return { ...this.#deps.environment, ...instanceEnvironment(spec, credentials) }
  }

  #remember({ spec: { instanceId, privateIp }, credentialToken }: InstanceRecord): void {
    this.#byAddress.set(privateIp, { instanceId, credentialToken })
  }

  #init(instanceId: string): Promise<ProcessIdentity | undefined> {
    return firstProcess(this.#folders.of(instanceId))
  }

  #net(): SandboxNetwork {
    if (!this.#network) throw new Error('The sandbox driver is not open')
    return this.#network
  }
}
