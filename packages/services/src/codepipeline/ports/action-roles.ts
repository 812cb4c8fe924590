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
  /** Whether the role may do `action` on `resource`, for what is no operation here (`codestar-connections:UseConnection`). */
  may(action: string, resource: string, context?: Record<string, string | string[]>): Promise<boolean>
}

/** `missing`: there is no such role; `trust`: its trust policy does not let it be assumed; `denied`: the pipeline's role may not. */
export interface RoleRefusal {
  refused: 'missing' | 'trust' | 'denied'
  /** The role that could not be assumed. */
  roleArn: string
}

/** How this room acts with the roles of pipelines and actions; filled by `server`. */
export interface ActionRoles {
  /**
   * Assumes the pipeline's role as CodePipeline, and with it the action's own where it has one (documented: the pipeline's
   * role needs `sts:AssumeRole` on it).
   */
  assume(asked: {
    pipelineRoleArn: string
    actionRoleArn?: string
    account: string
    region: string
    pipelineArn: string
    /** 2 to 64 characters; shows in `RoleCalls.arn` and in the audit log. */
    sessionName: string
  }): Promise<RoleCalls | RoleRefusal>
}
