import { DescribeInstancesCommand, EC2Client, type Instance } from '@aws-sdk/client-ec2'
import { silentLogger, systemClock } from '@towpath/base'
import { until } from '@towpath/testkit/until.ts'
import { type WireServer, type WireServerOptions, wireServer } from '@towpath/wire/testing/wire-server.ts'
import type { Driver } from './drivers/driver.ts'
import { DummyDriver } from './drivers/testing/dummy-driver.ts'
import { ec2Entry } from './entry.ts'
import type { InstanceProfile } from './ports/ports.ts'
import type { AgentHealth } from './rules/status.ts'
import { createInstanceRuntime, type InstanceRuntime } from './runtime/instance-runtime.ts'
import { ec2Schema } from './state/migrations/index.ts'

/** A control plane that serves this room alone, with a client of its root user. */
export interface Ec2Server extends WireServer {
  ec2: EC2Client
  runtime: InstanceRuntime
  /** Profiles there are, by name. */
  profiles: Map<string, InstanceProfile>
  /** What is known of agents, by the instance's ARN. */
  health: Map<string, AgentHealth>
  /** Ends the runtime and starts another one, as a new process would. */
  restart(): Promise<void>
  /** Waits until an instance is in a state, and gives it. */
  untilState(id: string, state: string): Promise<Instance>
}

/** The room over HTTP on a real store. By default its driver runs nothing. */
export async function ec2Server<D extends Driver = DummyDriver>(
  options: WireServerOptions & { driver?: D } = {},
): Promise<Ec2Server & { driver: D }> {
  const driver = options.driver ?? (new DummyDriver() as unknown as D)
  const profiles = new Map<string, InstanceProfile>()
  const health = new Map<string, AgentHealth>()
  const host = 'this-machine'
  const server = await wireServer(
    [
      ec2Entry({
        fleet: { host, driver, wake: () => made.runtime.wake() },
        resolveInstanceProfile: async ({ name, arn }) =>
          [...profiles.values()].find((profile) => profile.name === name || profile.arn === arn),
        agentHealth: async (arn) => health.get(arn),
      }),
    ],
    options,
  )
  await server.store.migrate([ec2Schema])
  const newRuntime = () => {
    const parts = { store: server.store, clock: systemClock, log: silentLogger, driver, host }
    return createInstanceRuntime({ ...parts, forget: () => {} })
  }
  const ec2 = new EC2Client(server.client)
  const made = {
    ...server,
    driver,
    ec2,
    profiles,
    health,
    runtime: newRuntime(),
    async restart() {
      await made.runtime.stop()
      made.runtime = newRuntime()
      await made.runtime.start('http://10.9.9.1:4600')
    },
    async untilState(id: string, state: string) {
      let seen: Instance | undefined
      return until(
        `${id} is ${state}`,
        async () => {
          const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }))
          seen = Reservations[0]?.Instances?.[0]
          return seen?.State?.Name === state ? seen : undefined
        },
        { describe: () => seen?.State, limit: 20_000 },
      )
    },
    async [Symbol.asyncDispose]() {
      await made.runtime.stop()
      ec2.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
  await made.runtime.start('http://10.9.9.1:4600')
  return made
}

/** An instance profile with a role, to be put among the server's. */
export function profileNamed(name: string): InstanceProfile {
  const arn = (kind: string) => `arn:aws:iam::123456789012:${kind}/${name}`
  return { id: `AIPA${name.toUpperCase()}`, name, arn: arn('instance-profile'), role: { name, arn: arn('role') } }
}
