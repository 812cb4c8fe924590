import type { Driver, EnterCommand, InstanceSpec, Observation } from '../driver.ts'

/** A driver that only notes what is asked of it. Tests make it fail, take long, or lose instances. */
export class DummyDriver implements Driver {
  readonly name = 'sandbox'
  readonly description = 'Nothing is run.'
  readonly subnet = { network: '10.9.9.0', prefixLength: 29 }
  readonly gatewayAddress = '10.9.9.1'
  /** `launch i-…`, in the order in which they were asked for. */
  readonly calls: string[] = []
  readonly running = new Set<string>()
  readonly userData = new Map<string, string | undefined>()
  /** Steps that fail, with what they say: `{ launch: 'disk full' }`. */
  failures: Partial<Record<string, string>> = {}
  /** Awaited by every step. */
  gate: Promise<void> = Promise.resolve()

  async open(): Promise<void> {}
  async close(): Promise<void> {
    this.calls.push('close')
  }
  async sweep(known: ReadonlySet<string>): Promise<string[]> {
    const unknown = [...this.running].filter((id) => !known.has(id))
    for (const id of unknown) this.running.delete(id)
    return unknown
  }
  async launch(spec: InstanceSpec, userData?: Buffer): Promise<void> {
    this.userData.set(spec.instanceId, userData?.toString())
    await this.#step('launch', spec.instanceId)
    this.running.add(spec.instanceId)
  }
  async start(spec: InstanceSpec): Promise<void> {
    await this.#step('start', spec.instanceId)
    this.running.add(spec.instanceId)
  }
  async stop(instanceId: string): Promise<void> {
    await this.#step('stop', instanceId)
    this.running.delete(instanceId)
  }
  async reboot(spec: InstanceSpec): Promise<void> {
    await this.#step('reboot', spec.instanceId)
  }
  async terminate(instanceId: string): Promise<void> {
    await this.#step('terminate', instanceId)
    this.running.delete(instanceId)
  }
  async refresh(spec: InstanceSpec): Promise<void> {
    await this.#step('refresh', spec.instanceId)
  }
  async observe(instanceId: string): Promise<Observation> {
    return { running: this.running.has(instanceId) }
  }
  async consoleOutput(instanceId: string, limit: number): Promise<Buffer> {
    return Buffer.from(`console of ${instanceId}`).subarray(-limit)
  }
  async enter(_instanceId: string, argv: string[]): Promise<EnterCommand> {
    const [file = '', ...args] = argv
    return { file, args, env: {} }
  }

  async #step(name: string, instanceId: string): Promise<void> {
    this.calls.push(`${name} ${instanceId}`)
    await this.gate
    const failure = this.failures[name]
    if (failure !== undefined) throw new Error(failure)
  }
}
