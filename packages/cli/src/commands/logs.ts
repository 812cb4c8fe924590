import { systemClock, UsageError } from '@towpath/base'
import { type CommandSpec, EXIT } from '../command.ts'
import type { clientSettings } from '../connection/clients.ts'
import { CONNECTION_OPTIONS, findConnection } from '../connection/find.ts'
import type { Io } from '../io.ts'

/** What was asked for, however it was found. */
interface Wanted {
  what: string
  follow: boolean
  json: boolean
  target?: string
  event?: string
  since?: string
}

/** What `aws logs tail` shows as well when nothing is said. */
const DEFAULT_SINCE = '10m'

/** Prints log lines of whatever has some. */
export const logs: CommandSpec = {
  words: ['logs'],
  summary: "Print the output of a deployment's hooks, the log of an instance's agent, or a log group",
  arguments: [['<what>', 'Deployment (d-...), instance (i-...) or name of a log group']],
  options: [
    ...CONNECTION_OPTIONS,
    { flags: '--target <ID>', help: 'Of a deployment: only this instance' },
    { flags: '--event <NAME>', help: 'Of a deployment: only this lifecycle event, for example BeforeInstall' },
    { flags: '--since <TIME>', help: `Of a log group: 30s, 10m, 2h, 1d, or a date (default: ${DEFAULT_SINCE})` },
    { flags: '--follow', help: 'Go on as more is written; with a deployment, until it has ended' },
    { flags: '--json', help: 'Print one JSON line a line' },
  ],
  async run({ options, arguments: [what = ''] }, io) {
    const text = (name: string) => options[name] as string | undefined
    const wanted: Wanted = {
      what,
      follow: options.follow === true,
      json: options.json === true,
      target: text('target'),
      event: text('event'),
      since: text('since'),
    }
    const print = printerOf(wanted)
    const { clientSettings } = await import('../connection/clients.ts')
    const settings = clientSettings(await findConnection(options, io))
    try {
      await print(settings, wanted, io)
    } catch (error) {
      if (!io.signal.aborted) throw error
    }
    return EXIT.ok
  },
}

type Printer = (settings: ReturnType<typeof clientSettings>, wanted: Wanted, io: Io) => Promise<void>

function printerOf({ what, target, event, since }: Wanted): Printer {
  const isDeployment = /^d-[A-Z0-9]+$/.test(what)
  const isGroup = !isDeployment && !/^i-[0-9a-f]+$/.test(what)
  if (!isDeployment && (target ?? event) !== undefined) {
    throw new UsageError(`--target and --event narrow the output of a deployment (d-...), and "${what}" is none`)
  }
  if (!isGroup && since !== undefined) throw new UsageError(`--since narrows a log group, and "${what}" is none`)
  if (isDeployment) return deployment
  return isGroup ? group : instance
}

const deployment: Printer = async (settings, { what, ...wanted }, io) => {
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs')
  const { CodeDeployClient } = await import('@aws-sdk/client-codedeploy')
  const { printDeploymentLog } = await import('../logs/deployment-log.ts')
  const clients = { logs: new CloudWatchLogsClient(settings), codedeploy: new CodeDeployClient(settings) }
  try {
    await printDeploymentLog(clients, { ...wanted, deploymentId: what, clock: systemClock }, io)
  } finally {
    clients.logs.destroy()
    clients.codedeploy.destroy()
  }
}

const instance: Printer = async (settings, { what, follow, json }, io) => {
  const { EC2Client } = await import('@aws-sdk/client-ec2')
  const { printConsoleLog } = await import('../logs/console-log.ts')
  const ec2 = new EC2Client(settings)
  try {
    await printConsoleLog(ec2, { instanceId: what, follow, json, clock: systemClock }, io)
  } finally {
    ec2.destroy()
  }
}

const group: Printer = async (settings, { what, follow, json, since = DEFAULT_SINCE }, io) => {
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs')
  const { printGroupLog } = await import('../logs/group-log.ts')
  const { readSince } = await import('../logs/since.ts')
  const from = readSince(since, systemClock.now())
  const client = new CloudWatchLogsClient(settings)
  try {
    await printGroupLog(client, { group: what, since: from, follow, json, clock: systemClock }, io)
  } finally {
    client.destroy()
  }
}
