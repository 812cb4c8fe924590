/** A build that a Commands action needs: one without a project, in the pipeline's name. */
export interface CommandsBuild {
  account: string
  region: string
  /** `pipeline-<pipeline>-<action>:<uuid>`, as builds of projects are named; follows from the action execution, so that a second start is the same build. */
  buildId: string
  /** `codepipeline/<pipeline>`. */
  initiator: string
  /** What the build acts as: assumed as CodePipeline for that pipeline, the action's role through the pipeline's. */
  role: { pipelineRoleArn: string; actionRoleArn?: string; pipelineArn: string; sessionName: string }
  /** Buildspec 0.2, as JSON (which is YAML). */
  buildspec: string
  environment: {
    type: 'LINUX_CONTAINER' | 'WINDOWS_SERVER_2022_CONTAINER'
    computeType: string
    variables: ReadonlyArray<{ name: string; value: string; type: 'PLAINTEXT' | 'SECRETS_MANAGER' }>
  }
  /** Zips. Commands start in the first; the others are in `CODEBUILD_SRC_DIR_<identifier>`. Read with the role. */
  sources: ReadonlyArray<{ identifier: string; bucket: string; key: string }>
  /** Where the buildspec's primary artifacts go, as a zip; `key` is the whole key. Written with the role. */
  artifact?: { bucket: string; key: string }
  /** `/aws/codepipeline/<pipeline>`; the stream is the uuid of the build. */
  logGroup: string
  timeoutInMinutes: number
}

/** What is known of a build. */
export interface CommandsBuildState {
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'STOPPED' | 'TIMED_OUT'
  /** Of the phase that failed first, as in the contexts of a build. */
  failure?: { phase: string; code: string; message: string }
  /** Values of the buildspec's `exported-variables`; complete once it has ended. */
  exportedVariables: Readonly<Record<string, string>>
  logStreamArn?: string
  /** Where people read its log. */
  logUrl?: string
}

/** Runs the commands of actions; filled by `server` with the builds of CodeBuild. Each call is whole when it resolves. */
export interface CommandsBuilds {
  /**
   * Starts a build, and nothing when there is one of that id. Resolves to why it cannot be started (the role, an environment
   * that this machine does not have), for people. The end of a build is told by `externalEnded` with its `buildId`.
   */
  start(build: CommandsBuild): Promise<{ refused: string } | undefined>
  /** Undefined: there is no such build. */
  find(asked: { account: string; region: string; buildId: string }): Promise<CommandsBuildState | undefined>
  /** Ends a build that runs; nothing otherwise. */
  stop(asked: { account: string; region: string; buildId: string }): Promise<void>
}
