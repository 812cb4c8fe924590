import { type CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { BatchGetBuildsCommand, type CodeBuildClient } from '@aws-sdk/client-codebuild'
import { isServiceFailure } from '../../failures.ts'
import type { ActionView, LogLine, PipelineView } from './pipeline-view.ts'

/** Pages of at most 1 MB that are read at one look; what is left comes at the next. */
const PAGES = 5

/** Where a log is. */
export interface LogPlace {
  group: string
  stream: string
}

interface Follower {
  place?: LogPlace
  token?: string
  /** Read to its end after the action had ended. */
  done: boolean
}

/** Reads what the logs of builds got since the last time, as far as this caller may. Nothing is told twice. */
export function logFollower(clients: {
  codebuild: CodeBuildClient
  logs: CloudWatchLogsClient
}): (view: PipelineView) => Promise<LogLine[]> {
  const followers = new Map<string, Follower>()
  return async (view) => {
    const lines: LogLine[] = []
    for (const stage of view.stages) {
      for (const action of stage.actions) {
        if (!action.externalId || !['CodeBuild', 'Commands'].includes(action.provider)) continue
        const follower = followers.get(action.externalId) ?? { done: false }
        followers.set(action.externalId, follower)
        for (const { at, text } of await news(clients, follower, action)) {
          lines.push({ stage: stage.name, action: action.name, at, text })
        }
      }
    }
    return lines
  }
}

async function news(
  { codebuild, logs }: { codebuild: CodeBuildClient; logs: CloudWatchLogsClient },
  follower: Follower,
  action: ActionView,
): Promise<{ at: number; text: string }[]> {
  if (follower.done) return []
  follower.place ??= placeOf(action) ?? (await placeOfBuild(codebuild, action.externalId ?? ''))
  const ended = action.status !== 'InProgress'
  const lines: { at: number; text: string }[] = []
  if (!follower.place) {
    follower.done = ended
    return lines
  }
  const { group, stream } = follower.place
  for (let page = 0; page < PAGES; page++) {
    const { events = [], nextForwardToken } = await logs
      .send(
        new GetLogEventsCommand({
          logGroupName: group,
          logStreamName: stream,
          startFromHead: true,
          nextToken: follower.token,
        }),
      )
      .catch(refused)
    for (const { timestamp = 0, message = '' } of events) {
      lines.push(...textLines(message).map((text) => ({ at: timestamp, text })))
    }
    const atEnd = nextForwardToken === undefined || nextForwardToken === follower.token
    follower.token = nextForwardToken ?? follower.token
    if (atEnd) {
      follower.done = ended
      break
    }
  }
  return lines
}

function textLines(message: string): string[] {
  return message.replace(/\r?\n$/, '').split(/\r?\n/)
}

/** Of `arn:aws:logs:REGION:ACCOUNT:log-group:GROUP:log-stream:STREAM`. */
export function placeOf({ logStreamArn }: Pick<ActionView, 'logStreamArn'>): LogPlace | undefined {
  const [, group, stream] = /:log-group:([^:]+):log-stream:(.+)$/.exec(logStreamArn ?? '') ?? []
  return group === undefined || stream === undefined ? undefined : { group, stream }
}

async function placeOfBuild(codebuild: CodeBuildClient, id: string): Promise<LogPlace | undefined> {
  const { builds } = await codebuild.send(new BatchGetBuildsCommand({ ids: [id] })).catch(refused)
  const { groupName, streamName } = builds?.[0]?.logs ?? {}
  return groupName && streamName ? { group: groupName, stream: streamName } : undefined
}

/** A log that is not there yet, or that this caller may not read, takes nothing from the rest. */
function refused(error: unknown): { events?: undefined; nextForwardToken?: undefined; builds?: undefined } {
  if (isServiceFailure(error)) return {}
  throw error
}
