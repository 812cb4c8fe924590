import { spawn } from 'node:child_process'
import { join } from 'node:path'
import {
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  type EC2Client,
  GetConsoleOutputCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import { type ControlPlane, runningInCi, until } from '@towpath/testkit'

const MAIN = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'src', 'main.ts')

/** Sandboxes are made by root only. In CI that is a must; elsewhere tests of them are skipped, loudly. */
export function sandboxMissing(): boolean {
  if (process.getuid?.() === 0) return false
  if (runningInCi) throw new Error('sandbox instances need root; in CI every part must be there')
  console.warn('skipped: sandbox instances need root')
  return true
}

/** Launches instances; with the tag that the world's deployment group looks for unless another is given. */
export async function launch(
  ec2: EC2Client,
  options: { count?: number; profile?: string; tag?: { Key: string; Value: string } } = {},
): Promise<string[]> {
  const { count = 1, profile, tag = { Key: 'Fleet', Value: 'e2e' } } = options
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-towpath',
      MinCount: count,
      MaxCount: count,
      IamInstanceProfile: profile === undefined ? undefined : { Name: profile },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [tag] }],
    }),
  )
  return Instances.flatMap((instance) => instance.InstanceId ?? [])
}

export async function untilState(ec2: EC2Client, ids: string[], name: string): Promise<void> {
  let seen: (string | undefined)[] = []
  await until(
    `${ids.join(', ')} are ${name}`,
    async () => {
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }))
      seen = Reservations.flatMap(({ Instances = [] }) => Instances.map((instance) => instance.State?.Name))
      return seen.every((state) => state === name)
    },
    { describe: () => seen },
  )
}

/** What DescribeInstanceStatus says of an instance's agent. */
export async function agentStatus(ec2: EC2Client, id: string): Promise<{ status?: string; reason: string }> {
  const { InstanceStatuses = [] } = await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [id] }))
  const [found] = InstanceStatuses
  return { status: found?.InstanceStatus?.Status, reason: found?.Events?.[0]?.Description ?? '' }
}

export async function untilAgentPolls(ec2: EC2Client, id: string, limit?: number): Promise<void> {
  let seen: unknown
  await until(
    `the agent of ${id} polls`,
    async () => {
      const found = await agentStatus(ec2, id)
      seen = found
      return found.status === 'ok'
    },
    { limit, describe: () => seen },
  )
}

/** What the instance's boot and agent wrote. */
export async function consoleOutput(ec2: EC2Client, id: string): Promise<string> {
  const { Output = '' } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id }))
  return Buffer.from(Output, 'base64').toString('utf8')
}

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a command inside an instance, as `towpath instances shell ID -- COMMAND` does. */
export function inside(plane: Pick<ControlPlane, 'dataFolder'>, id: string, ...command: string[]): Promise<Ended> {
  const args = [MAIN, 'instances', 'shell', '--data', plane.dataFolder, id, '--', ...command]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 })
  const ended: Ended = { code: null, stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      ended[name] += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ ...ended, code }))
  })
}

/** The standard output of a shell script inside an instance, which must succeed. */
export async function sh(plane: Pick<ControlPlane, 'dataFolder'>, id: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await inside(plane, id, 'sh', '-c', script)
  if (code !== 0) throw new Error(`${script}\nended with ${code} in ${id}: ${stderr || stdout}`)
  return stdout.trim()
}
