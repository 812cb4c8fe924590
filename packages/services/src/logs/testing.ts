import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { type WireServer, type WireServerOptions, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { logsEntry, logsSchema } from './index.ts'

/** A control plane that serves this room alone, with a client of its root user. */
export interface LogsServer extends WireServer {
  logs: CloudWatchLogsClient
  /** Makes a group with some streams. */
  group(logGroupName: string, ...streams: string[]): Promise<void>
  /** Puts events, given as [time, message]. */
  put(logGroupName: string, logStreamName: string, ...events: [number, string][]): Promise<void>
}

export async function logsServer(options: WireServerOptions = {}): Promise<LogsServer> {
  const server = await wireServer([logsEntry()], options)
  await server.store.migrate([logsSchema])
  const logs = new CloudWatchLogsClient(server.client)
  return {
    ...server,
    logs,
    async group(logGroupName, ...streams) {
      await logs.send(new CreateLogGroupCommand({ logGroupName }))
      for (const logStreamName of streams) await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
    },
    async put(logGroupName, logStreamName, ...events) {
      const logEvents = events.map(([timestamp, message]) => ({ timestamp, message }))
      await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
    },
    async [Symbol.asyncDispose]() {
      logs.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}
