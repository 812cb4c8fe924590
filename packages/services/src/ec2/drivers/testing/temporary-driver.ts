import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@towpath/base'
import { addressAt } from '../../rules/addresses.ts'
import type { Driver, InstanceSpec } from '../driver.ts'
import type { DriverDeps } from '../driver-deps.ts'
import { ProcessDriver } from '../process/process-driver.ts'
import { type CommandResult, runCommand } from '../run-command.ts'
import { SandboxDriver } from '../sandbox/sandbox-driver.ts'
import { sandboxObstacle } from '../sandbox/sandbox-obstacle.ts'

export interface DriverKind {
  name: string
  create(deps: DriverDeps): Driver
}

const AGENT = new URL('./stand-in-agent.sh', import.meta.url).pathname

/** The drivers that this machine can run; a continuous build must be able to run all. */
export const driverKinds: DriverKind[] = [
  { name: 'process', create: (deps: DriverDeps) => new ProcessDriver(deps) },
  ...((await sandboxRuns()) ? [{ name: 'sandbox', create: (deps: DriverDeps) => new SandboxDriver(deps) }] : []),
]

export interface TemporaryDriver extends AsyncDisposable {
  driver: Driver
  deps: DriverDeps
  /** The same as a new process of the control plane would have it. The old one is closed first. */
  reopen(): Promise<Driver>
  /** Instance number 1 to 9 of this driver. */
  spec(number: number): InstanceSpec
  /** Runs a shell script inside and gives its outcome. */
  sh(number: number, script: string): Promise<CommandResult>
  /** What was asked for as metadata: `i-…1 GET /latest/…`. The answer is the instance's id. */
  asked: string[]
}

/** A driver with a data folder of its own in `below`, opened; leaves nothing on the machine. */
export async function temporaryDriver(kind: DriverKind, below = tmpdir()): Promise<TemporaryDriver> {
  const dataFolder = await realpath(await mkdtemp(join(below, 'towpath-driver-')))
  const asked: string[] = []
  const deps: DriverDeps = {
    dataFolder,
    instancesFolder: join(dataFolder, 'instances'),
    node: process.execPath,
    agent: { command: ['/bin/sh', AGENT, '{config}'] },
    programs: [AGENT],
    sockets: [],
    answer({ instanceId }: { instanceId: string }, req: IncomingMessage, res: ServerResponse) {
      asked.push(`${instanceId} ${req.method} ${req.url}`)
      res.end(instanceId)
    },
    log: silentLogger,
  }
  await mkdir(deps.instancesFolder, { mode: 0o700 })
  await writeFile(join(dataFolder, 'root-key.json'), 'secret of the control plane')
  const fixture = {
    driver: kind.create(deps),
    deps,
    asked,
    async reopen() {
      await fixture.driver.close()
      fixture.driver = kind.create(deps)
      await fixture.driver.open()
      return fixture.driver
    },
    spec(number: number): InstanceSpec {
      const { subnet, gatewayAddress } = fixture.driver
      return {
        instanceId: `i-0000000000000000${number}`,
        account: '123456789012',
        region: 'eu-west-1',
        availabilityZone: 'eu-west-1a',
        privateIp: subnet ? addressAt(subnet, number + 1) : '127.0.0.1',
        hostname: `ip-test-${number}`,
        controlEndpoint: `http://${gatewayAddress ?? '127.0.0.1'}:4600`,
      }
    },
    async sh(number: number, script: string) {
      const { file, args, env } = await fixture.driver.enter(fixture.spec(number).instanceId, ['/bin/sh', '-c', script])
      return runCommand(file, args, { env })
    },
    async [Symbol.asyncDispose]() {
      await fixture.driver.open()
      await fixture.driver.sweep(new Set())
      await fixture.driver.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
  await fixture.driver.open()
  return fixture
}

async function sandboxRuns(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-probe-'))
  const obstacle = await sandboxObstacle(folder)
  await rm(folder, { recursive: true, force: true })
  if (obstacle !== undefined && process.env.CI) throw new Error(`The sandbox driver cannot be tested: ${obstacle}`)
  if (obstacle !== undefined) process.stderr.write(`The sandbox driver is not tested here: ${obstacle}\n`)
  return obstacle === undefined
}
