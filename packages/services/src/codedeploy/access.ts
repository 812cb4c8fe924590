import type { Access } from '@towpath/wire'
import { applicationArn, deploymentConfigArn, deploymentGroupArn, type Place } from './rules/arns.ts'

/*
 * What callers must be allowed: `codedeploy:OPERATION` on the ARN of the resource it is about (documented). Names come
 * unchecked from the input; a malformed one is refused by the operation itself.
 */

export const onApplication = (operation: string, place: Place, name = ''): Access => ({
  action: `codedeploy:${operation}`,
  resource: applicationArn(place, name),
})

export const onDeploymentGroup = (operation: string, place: Place, application = '', group = ''): Access => ({
  action: `codedeploy:${operation}`,
  resource: deploymentGroupArn(place, application, group),
})

export const onDeploymentConfig = (operation: string, place: Place, name = ''): Access => ({
  action: `codedeploy:${operation}`,
  resource: deploymentConfigArn(place, name),
})

/** For operations that are about no resource of their own. */
export const onAnything = (operation: string): Access => ({ action: `codedeploy:${operation}`, resource: '*' })

/** Handing a role to CodeDeploy. */
export const passRole = (roleArn: string): Access => ({
  action: 'iam:PassRole',
  resource: roleArn,
  conditions: { 'iam:PassedToService': 'codedeploy.amazonaws.com' },
})
