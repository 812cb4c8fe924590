import type { Principal } from '@towpath/wire'

/** How this room acts with the service roles of deployment groups; filled by `server`. */
export interface RoleSessions {
  /**
   * The principal that CodeDeploy is once it has assumed the role, for a deployment to the group of that ARN.
   * `missing`: there is no such role; `trust`: its trust policy does not let CodeDeploy assume it.
   */
  assume(asked: {
    roleArn: string
    sessionName: string
    account: string
    region: string
    deploymentGroupArn: string
  }): Promise<{ principal: Principal } | { refused: 'missing' | 'trust' }>
}
