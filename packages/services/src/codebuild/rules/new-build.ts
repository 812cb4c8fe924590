import type { AutoRetryConfig, LogsLocation } from '@aws-sdk/client-codebuild'
import type { Place } from './arns.ts'
import type { BuildInput } from './build-input.ts'
import type { BuildPlan } from './build-lifecycle.ts'
import { newBuild } from './build-lifecycle.ts'
import type { BuildRecord } from './build-record.ts'
import type { ProjectSettings } from './project-settings.ts'

export interface NewBuild {
  projectName: string
  number: number
  uuid: string
  input: BuildInput
  initiator: string
  batchId?: string
  autoRetry?: AutoRetryConfig
  /** Milliseconds since the epoch. */
  at: number
}

/** Where the lines of a build are kept. */
export interface LogStream {
  group: string
  stream: string
}

export const uuidOf = (buildId: string): string => buildId.slice(buildId.lastIndexOf(':') + 1)

/** Undefined when the settings want no log in CloudWatch. A stream name is a prefix (documented). */
export function logStreamOf({ logsConfig }: ProjectSettings, buildId: string): LogStream | undefined {
  const { status = 'ENABLED', groupName, streamName } = logsConfig?.cloudWatchLogs ?? {}
  if (status !== 'ENABLED') return undefined
  const project = buildId.slice(0, buildId.lastIndexOf(':'))
  const uuid = uuidOf(buildId)
  return { group: groupName || `/aws/codebuild/${project}`, stream: streamName ? `${streamName}/${uuid}` : uuid }
}

/** The object of a build's log in S3; undefined when the settings want none. */
export function logObjectOf(
  { logsConfig }: ProjectSettings,
  buildId: string,
): { bucket: string; key: string } | undefined {
  const { status, location } = logsConfig?.s3Logs ?? {}
  if (status !== 'ENABLED' || !location) return undefined
  const [bucket = '', ...prefix] = location.replace(/^arn:[a-z0-9-]+:s3:::/, '').split('/')
  return { bucket, key: [...prefix.filter((part) => part !== ''), `${uuidOf(buildId)}.gz`].join('/') }
}

/** The record of a build that is just being started. */
export function buildRecord(
  place: Place,
  { projectName, number, uuid, input, initiator, batchId, autoRetry, at }: NewBuild,
): BuildRecord {
  const id = `${projectName}:${uuid}`
  const { settings } = input
  const autoRetryConfig =
    autoRetry ?? (settings.autoRetryLimit ? { autoRetryLimit: settings.autoRetryLimit, autoRetryNumber: 0 } : undefined)
  const { phase, phases } = newBuild(planOf(place, id, settings, at))
  return {
    id,
    projectName,
    number,
    batchId,
    status: 'IN_PROGRESS',
    currentPhase: phase,
    phases,
    outcome: {},
    startedAt: at,
    settings: {
      sourceVersion: settings.sourceVersion || undefined,
      source: settings.source,
      secondarySources: settings.secondarySources ?? [],
      secondarySourceVersions: settings.secondarySourceVersions ?? [],
      cache: settings.cache,
      environment: settings.environment,
      serviceRole: settings.serviceRole,
      logs: logsOf(place, settings, id),
      timeoutInMinutes: settings.timeoutInMinutes,
      queuedTimeoutInMinutes: settings.queuedTimeoutInMinutes,
      initiator,
      vpcConfig: settings.vpcConfig,
      // What AWS shows where none was chosen (observed).
      encryptionKey: settings.encryptionKey ?? `arn:aws:kms:${place.region}:${place.account}:alias/aws/s3`,
      fileSystemLocations: settings.fileSystemLocations,
      autoRetryConfig,
    },
  }
}

export function planOf(
  { account, region }: Place,
  buildId: string,
  settings: ProjectSettings,
  submittedAt: number,
): BuildPlan {
  const { timeoutInMinutes, queuedTimeoutInMinutes } = settings
  return { account, region, buildId, submittedAt, timeoutInMinutes, queuedTimeoutInMinutes }
}

function logsOf({ account, region }: Place, settings: ProjectSettings, buildId: string): LogsLocation {
  const { cloudWatchLogs, s3Logs } = settings.logsConfig ?? {}
  const configured = {
    cloudWatchLogs: cloudWatchLogs ?? { status: 'ENABLED' },
    s3Logs: s3Logs ?? { status: 'DISABLED' },
  }
  const log = logStreamOf(settings, buildId)
  const object = logObjectOf(settings, buildId)
  return {
    ...configured,
    ...(log && {
      groupName: log.group,
      streamName: log.stream,
      deepLink: `https://console.aws.amazon.com/cloudwatch/home?region=${region}#logEvent:group=${log.group};stream=${log.stream}`,
      cloudWatchLogsArn: `arn:aws:logs:${region}:${account}:log-group:${log.group}:log-stream:${log.stream}`,
    }),
    ...(object && {
      s3DeepLink: `https://s3.console.aws.amazon.com/s3/object/${object.bucket}/${object.key}?region=${region}`,
      s3LogsArn: `arn:aws:s3:::${object.bucket}/${object.key}`,
    }),
  }
}
