import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { type Clock, UsageError } from '@towpath/base'
import type { Io } from '../io.ts'
import { plain } from '../watch/plain.ts'
import { followEvents, type LogEvent, readEvents } from './events.ts'
import { writeLine } from './output.ts'

export interface GroupLogOptions {
  group: string
  /** Milliseconds since the epoch. */
  since: number
  follow: boolean
  json: boolean
  clock: Clock
}

/** Prints the events of a log group, in order of time. */
export async function printGroupLog(logs: CloudWatchLogsClient, options: GroupLogOptions, io: Io): Promise<void> {
  const { group, since, follow, json, clock } = options
  await refuseUnknown(logs, group)
  const query = { logGroupName: group, startTime: since }
  const events = follow
    ? followEvents(logs, query, { clock, signal: io.signal, ended: async () => false })
    : readEvents(logs, query)
  for await (const event of events) {
    if (json) await writeLine(io, jsonLine(event))
    else for (const line of textLines(event)) await writeLine(io, line)
  }
}

async function refuseUnknown(logs: CloudWatchLogsClient, group: string): Promise<void> {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupIdentifiers: [group] }))
  if (logGroups.length > 0) return
  throw new UsageError(
    `There are no logs of "${group}": give a deployment (d-...), an instance (i-...) or the name of a log group, as "aws logs describe-log-groups" lists them`,
  )
}

function textLines({ at, stream, message }: LogEvent): string[] {
  const lines = message.replace(/\r?\n$/, '').split('\n')
  return lines.map((line) => `${new Date(at).toISOString()} ${plain(stream)} | ${plain(line)}`)
}

function jsonLine({ at, stream, message }: LogEvent): string {
  return JSON.stringify({ timestamp: new Date(at).toISOString(), stream, message })
}
