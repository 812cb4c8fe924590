export interface ArtifactCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}

/** How workers of custom actions come to the artifacts of their job; filled by `server`. */
export interface JobCredentials {
  /**
   * Temporary credentials of a pipeline's role, assumed as CodePipeline for the pipeline of that ARN, and limited to what
   * `policy` (a session policy) allows. `refused`: there is no such role, or it does not trust CodePipeline.
   */
  issue(asked: {
    roleArn: string
    region: string
    pipelineArn: string
    /** 2 to 64 characters; shows in the audit log. */
    sessionName: string
    policy: string
    durationSeconds: number
    /** Milliseconds since the epoch. */
    now: number
  }): Promise<ArtifactCredentials | { refused: 'missing' | 'trust' }>
}
