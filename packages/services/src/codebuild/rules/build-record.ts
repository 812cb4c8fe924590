import type { AutoRetryConfig, Build, BuildArtifacts, ExportedEnvironmentVariable } from '@aws-sdk/client-codebuild'
import type { Ending, Phase, PhaseRecord } from './phases.ts'

/** What is settled when a build is started: the project's settings with the request's over them. */
export type BuildSettings = Pick<
  Build,
  | 'sourceVersion'
  | 'source'
  | 'secondarySources'
  | 'secondarySourceVersions'
  | 'cache'
  | 'environment'
  | 'serviceRole'
  | 'logs'
  | 'timeoutInMinutes'
  | 'queuedTimeoutInMinutes'
  | 'initiator'
  | 'vpcConfig'
  | 'encryptionKey'
  | 'fileSystemLocations'
  | 'autoRetryConfig'
>

/** What only shows while a build runs. */
export interface BuildOutcome {
  resolvedSourceVersion?: string
  artifacts?: BuildArtifacts
  secondaryArtifacts?: BuildArtifacts[]
  exportedEnvironmentVariables?: ExportedEnvironmentVariable[]
  reportArns?: string[]
  /** Once a further build has followed this one. */
  autoRetryConfig?: AutoRetryConfig
}

export interface BuildRecord {
  /** `<project>:<uuid>`. */
  id: string
  projectName: string
  number: number
  batchId?: string
  status: Ending | 'IN_PROGRESS'
  currentPhase: Phase
  settings: BuildSettings
  phases: PhaseRecord[]
  outcome: BuildOutcome
  /** Milliseconds since the epoch. */
  startedAt: number
  endedAt?: number
}
