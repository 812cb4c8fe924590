import { type Service, service } from '@towpath/wire'
import { createLogGroup } from './operations/create-log-group.ts'
import { createLogStream } from './operations/create-log-stream.ts'
import { deleteLogGroup } from './operations/delete-log-group.ts'
import { deleteLogStream } from './operations/delete-log-stream.ts'
import { describeLogGroups } from './operations/describe-log-groups.ts'
import { describeLogStreams } from './operations/describe-log-streams.ts'
import { filterLogEvents } from './operations/filter-log-events.ts'
import { getLogEvents } from './operations/get-log-events.ts'
import { putLogEvents } from './operations/put-log-events.ts'
import { putLogGroupDeletionProtection } from './operations/put-log-group-deletion-protection.ts'
import { deleteRetentionPolicy, putRetentionPolicy } from './operations/retention-policy.ts'
import { startLiveTail } from './operations/start-live-tail.ts'
import {
  listTagsForResource,
  listTagsLogGroup,
  tagLogGroup,
  tagResource,
  untagLogGroup,
  untagResource,
} from './operations/tags.ts'
import { type Room, room } from './room.ts'
import { violationAnswer } from './violations.ts'

/** A megabyte of events may take six times as much in JSON, where a character can become \u0000. */
const BODY_LIMIT = 8 * 1024 * 1024

/** CloudWatch Logs: the one home of every log line. */
export function logsService(): Service<Room> {
  return service<Room>({
    name: 'logs',
    protocol: 'awsJson1_1',
    bodyLimit: BODY_LIMIT,
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    room,
    errors: { violation: violationAnswer },
    operations: [
      createLogGroup,
      deleteLogGroup,
      describeLogGroups,
      putRetentionPolicy,
      deleteRetentionPolicy,
      putLogGroupDeletionProtection,
      createLogStream,
      deleteLogStream,
      describeLogStreams,
      putLogEvents,
      getLogEvents,
      filterLogEvents,
      startLiveTail,
      listTagsForResource,
      tagResource,
      untagResource,
      listTagsLogGroup,
      tagLogGroup,
      untagLogGroup,
    ],
  })
}
