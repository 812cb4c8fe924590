/** What a driver needs to know of an instance each time it boots it. */
export interface InstanceSpec {
  /** `i-` and 17 hex digits. The only name a driver keeps an instance under. */
  instanceId: string
  account: string
  region: string
  availabilityZone: string
  /** Out of the driver's `subnet`, and no other instance's until this one is terminated; otherwise 127.0.0.1. */
  privateIp: string
  /** `ip-10-213-4-2`. */
  hostname: string
  /** The control plane as it is reached from inside: `http://10.213.4.1:4600`. */
  controlEndpoint: string
}

/** What a driver sees when it looks. */
export interface Observation {
  running: boolean
  /** The agent's process id as the instance itself numbers it; absent when no agent is alive. */
  agentPid?: number
}

/** A program of this machine that, started as it says, runs a command inside an instance. */
export interface EnterCommand {
  file: string
  args: string[]
  env: Record<string, string>
}

/** IPv4 addresses that a driver can give to instances; its first address is the control plane's. */
export interface Subnet {
  /** `10.213.4.0` */
  network: string
  /** 24 for `/24`. */
  prefixLength: number
}

/**
 * Runs instances on this machine.
 *
 * Who calls when: the runtime calls `open` once before anything else, then `sweep`, then the rest. Calls about one
 * instance never overlap; calls about different instances do. `observe`, `consoleOutput` and `enter` may come at any
 * time, also while another call about the same instance is under way.
 *
 * What is retried: everything. A call may be cut short at any point by the end of the process and is then made again
 * by the next one, so each finds out for itself what is already done. Calling `launch` or `start` for an instance that
 * runs, or `stop` or `terminate` for one that does not, changes nothing and succeeds.
 *
 * Failures: a rejected call has told why in the error's message, which the owner of the instance gets to read. It may
 * have left things half-done; the same call again, or `terminate`, deals with them.
 *
 * Instances live on when the process that started them ends, however it ends.
 */
export interface Driver {
  readonly name: 'sandbox' | 'process'
  /** One sentence for people: what keeps instances apart from the machine and from each other. */
  readonly description: string
  /** Set by `open` when instances have addresses of their own. */
  readonly subnet?: Subnet
  /** The address under which instances reach this machine; set by `open` together with `subnet`. */
  readonly gatewayAddress?: string

  /** Prepares the machine (bridge, metadata address). Repeating it is harmless. */
  open(): Promise<void>
  /** Lets go of what only this process needs. Instances, and what they need, stay. */
  close(): Promise<void>
  /** Removes what is left of instances that are not in `known`. Resolves with their ids. */
  sweep(known: ReadonlySet<string>): Promise<string[]>

  /** First boot of a new instance. `userData` is run once, as root, on this boot only. */
  launch(spec: InstanceSpec, userData?: Buffer): Promise<void>
  /** Boots an instance that was launched before; everything it wrote is still there. */
  start(spec: InstanceSpec): Promise<void>
  /** Ends all its processes: asks first and then insists; insists at once with `force`. */
  stop(instanceId: string, options?: { force?: boolean }): Promise<void>
  /** Stops and starts. */
  reboot(spec: InstanceSpec): Promise<void>
  /** Ends all its processes and forgets everything it wrote. */
  terminate(instanceId: string): Promise<void>
  /** Tells a running instance what changed in its spec since it booted; restarts its agent when something did. */
  refresh(spec: InstanceSpec): Promise<void>

  observe(instanceId: string): Promise<Observation>
  /** The end of what boot, user data and agent wrote, at most `limit` bytes. Empty for an unknown instance. */
  consoleOutput(instanceId: string, limit: number): Promise<Buffer>
  /** How to run `argv` inside a running instance, as its root. Rejects when it does not run. */
  enter(instanceId: string, argv: string[]): Promise<EnterCommand>
}
