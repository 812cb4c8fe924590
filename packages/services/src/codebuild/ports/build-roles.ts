/** Acts as a role that was assumed: everything is authorised and audited like a request of that role from outside. */
export interface RoleCalls {
  /** The role's session: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  arn: string
  /** Resolves with the operation's output; rejects with the ServiceError that a caller from outside would have got. */
  call<Output>(
    service: string,
    operation: string,
    input: object,
    options?: { region?: string; signal?: AbortSignal },
  ): Promise<Output>
  /** Whether the role may do `action` on `resource`. */
  may(action: string, resource: string, context?: Record<string, string | string[]>): Promise<boolean>
}

/** What a build acts as. */
export type BuildRole =
  /** The service role of its project, assumed as CodeBuild; `sourceArn` is the project's. */
  | { type: 'service'; roleArn: string; sourceArn: string }
  /** Of a Commands action: assumed as CodePipeline, the action's own through the pipeline's. */
  | { type: 'pipeline'; pipelineRoleArn: string; actionRoleArn?: string; pipelineArn: string }

export interface AssumedFor {
  role: BuildRole
  account: string
  region: string
  /** 2 to 64 characters; shows in `RoleCalls.arn` and in the audit log. */
  sessionName: string
}

/** `missing`: there is no such role; `trust`: its trust policy does not let it be assumed; `denied`: the pipeline's role may not. */
export interface RoleRefusal {
  refused: 'missing' | 'trust' | 'denied'
  /** The role that could not be assumed. */
  roleArn: string
}

/** For programs in a build that call the control plane from outside. */
export interface RoleCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}

/** How builds act with their roles; filled by `server`. */
export interface BuildRoles {
  assume(asked: AssumedFor): Promise<RoleCalls | RoleRefusal>
  credentials(asked: AssumedFor & { durationSeconds: number }): Promise<RoleCredentials | RoleRefusal>
}
