/** What is known of a build when its container is started. Absent members have no variable. */
export interface BuildIdentity {
  region: string
  /** `<project>:<uuid>`. */
  buildId: string
  buildArn: string
  buildNumber: number
  image: string
  initiator: string
  encryptionKey: string
  /** Name of the log stream. */
  logStream: string
  /** Milliseconds since the epoch. */
  startTime: number
  publicBuildUrl?: string
  batchIdentifier?: string
  source: SourceIdentity
  secondarySources: readonly (SourceIdentity & { identifier: string })[]
  /** See webhookVariables; empty for builds that no webhook started. */
  webhook?: Readonly<Record<string, string>>
}

export interface SourceIdentity {
  /** Where the source was put. */
  directory: string
  /** Clone URL, or `s3://…`. */
  repositoryUrl?: string
  /** As asked for. */
  version?: string
  /** Of git and CodePipeline; not of S3. */
  resolvedVersion?: string
}

/** The variables that CodeBuild sets itself (documented; CI and CODEBUILD_CI are observed). */
export function builtInVariables(build: BuildIdentity): Record<string, string> {
  const variables: Record<string, string | undefined> = {
    AWS_DEFAULT_REGION: build.region,
    AWS_REGION: build.region,
    CI: 'true',
    CODEBUILD_CI: 'true',
    CODEBUILD_BUILD_ID: build.buildId,
    CODEBUILD_BUILD_ARN: build.buildArn,
    CODEBUILD_BUILD_NUMBER: String(build.buildNumber),
    CODEBUILD_BUILD_IMAGE: build.image,
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_BATCH_BUILD_IDENTIFIER: build.batchIdentifier,
    CODEBUILD_INITIATOR: build.initiator,
    CODEBUILD_KMS_KEY_ID: build.encryptionKey,
    CODEBUILD_LOG_PATH: build.logStream,
    CODEBUILD_PUBLIC_BUILD_URL: build.publicBuildUrl,
    CODEBUILD_START_TIME: String(build.startTime),
    HOME: '/root',
    ...sourceVariables(build.source, ''),
    CODEBUILD_RESOLVED_SOURCE_VERSION: build.source.resolvedVersion,
    ...build.webhook,
  }
  for (const source of build.secondarySources)
    Object.assign(variables, sourceVariables(source, `_${source.identifier}`))
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function sourceVariables({ directory, repositoryUrl, version }: SourceIdentity, suffix: string) {
  return {
    [`CODEBUILD_SRC_DIR${suffix}`]: directory,
    [`CODEBUILD_SOURCE_REPO_URL${suffix}`]: repositoryUrl,
    [`CODEBUILD_SOURCE_VERSION${suffix}`]: version,
  }
}
