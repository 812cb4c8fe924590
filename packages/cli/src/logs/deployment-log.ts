import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { type CodeDeployClient, GetDeploymentCommand } from '@aws-sdk/client-codedeploy'
import type { Clock } from '@towpath/base'
import type { Io } from '../io.ts'
import { tell } from '../io.ts'
import { plain } from '../watch/plain.ts'
import { followEvents, type LogEvent, readEvents } from './events.ts'
import { writeLine } from './output.ts'

/** Where the output of all hooks is; its streams are called `DEPLOYMENT/TARGET/EVENT`. */
const GROUP = '/aws/codedeploy/deployments'

const ENDED = ['Succeeded', 'Failed', 'Stopped']

export interface DeploymentLogOptions {
  deploymentId: string
  /** Only what was said on this target, or in this lifecycle event. */
  target?: string
  event?: string
  follow: boolean
  json: boolean
  clock: Clock
}

/** One line of what a hook said. */
interface HookLine {
  at: number
  target: string
  event: string
  stream: 'header' | 'stdout' | 'stderr'
  message: string
}

/** Prints what the hooks of a deployment said, in order of time; with `follow`, until it has ended. */
export async function printDeploymentLog(
  { logs, codedeploy }: { logs: CloudWatchLogsClient; codedeploy: CodeDeployClient },
  options: DeploymentLogOptions,
  io: Io,
): Promise<void> {
  const { deploymentId, target, follow, json, clock } = options
  // Refuses a deployment that does not exist, which would look like one whose hooks said nothing.
  const ended = async () => {
    const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }))
    return ENDED.includes(deploymentInfo?.status ?? '')
  }
  await ended()
  const prefix = target === undefined ? `${deploymentId}/` : `${deploymentId}/${escaped(target)}/`
  const query = { logGroupName: GROUP, logStreamNamePrefix: prefix }
  const events = follow ? followEvents(logs, query, { clock, signal: io.signal, ended }) : readEvents(logs, query)
  let printed = 0
  for await (const each of events) {
    const line = hookLine(each)
    if (options.event !== undefined && line.event !== options.event) continue
    await writeLine(io, json ? jsonLine(deploymentId, line) : textLine(line))
    printed += 1
  }
  if (printed === 0 && !io.signal.aborted)
    tell(io, `towpath: no hook of ${deploymentId} has said anything that matches`)
}

function hookLine({ at, stream, message }: LogEvent): HookLine {
  const [, target = '', event = ''] = stream.split('/').map(unescaped)
  const [, kind, rest = ''] = /^\[(stdout|stderr)\](.*)$/s.exec(message) ?? []
  return kind === 'stdout' || kind === 'stderr'
    ? { at, target, event, stream: kind, message: rest }
    : { at, target, event, stream: 'header', message }
}

function textLine({ target, event, stream, message }: HookLine): string {
  return `${plain(target)} ${plain(event)} | ${stream === 'stderr' ? '[stderr] ' : ''}${plain(message)}`
}

function jsonLine(deploymentId: string, { at, ...line }: HookLine): string {
  return JSON.stringify({ timestamp: new Date(at).toISOString(), deploymentId, ...line })
}

/** As names of streams hold what they cannot have otherwise. */
function escaped(part: string): string {
  return part.replace(/[%/:*\0]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}

function unescaped(part: string): string {
  return part.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
