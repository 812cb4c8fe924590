import type { Clock } from '@towpath/base'
import type { RoleSessions } from '@towpath/services/codedeploy/ports/role-sessions.ts'
import type { ServiceRoles } from '@towpath/services/codedeploy/ports/service-roles.ts'
import type { IamDeps } from '@towpath/services/iam/deps.ts'
import { assumeServiceRole, serviceRoleTrust } from '@towpath/services/iam/service-roles.ts'

const CODEDEPLOY = 'codedeploy.amazonaws.com'

/** What CodeDeploy asks of IAM about the service roles of its deployment groups. */
export function serviceRoles(iam: IamDeps, clock: Clock): ServiceRoles {
  const trust = serviceRoleTrust(iam)
  return {
    mayAssume: (roleArn, { db, region, deploymentGroupArn }) =>
      trust({ roleArn, service: CODEDEPLOY, region, now: clock.now(), sourceArn: deploymentGroupArn, db }),
  }
}

export function roleSessions(iam: IamDeps, clock: Clock): RoleSessions {
  const assume = assumeServiceRole(iam)
  return {
    assume: ({ roleArn, sessionName, region, deploymentGroupArn }) =>
      assume({ roleArn, service: CODEDEPLOY, sessionName, region, now: clock.now(), sourceArn: deploymentGroupArn }),
  }
}
