/** Why a deployment failed or was stopped, as `errorInformation` shows it: AWS's codes, and its texts where known. */
import type { ErrorCode } from '@aws-sdk/client-codedeploy'

export interface DeploymentError {
  code: ErrorCode
  message: string
}

// Observed text.
export const noInstances = (): DeploymentError => ({
  code: 'NO_INSTANCES',
  message:
    'The deployment failed because no instances were found for your deployment group. Check your deployment group ' +
    'settings to make sure the tags for your Amazon EC2 instances or Auto Scaling groups correctly identify the ' +
    'instances you want to deploy to, and then try again.',
})

// Observed text.
export const healthConstraints = (): DeploymentError => ({
  code: 'HEALTH_CONSTRAINTS',
  message:
    'The overall deployment failed because too many individual instances failed deployment, too few healthy ' +
    'instances are available for deployment, or some instances in your deployment group are experiencing problems.',
})

export const healthConstraintsInvalid = (required: number, total: number): DeploymentError => ({
  code: 'HEALTH_CONSTRAINTS_INVALID',
  message:
    `The deployment cannot start: ${required} instances must stay healthy, but the deployment has only ${total}, so ` +
    'none of them may be taken out of service. Lower the minimum number of healthy instances of the deployment ' +
    'configuration, or add instances to the deployment group.',
})

export const overMaxInstances = (total: number, limit: number): DeploymentError => ({
  code: 'OVER_MAX_INSTANCES',
  message: `The deployment targets ${total} instances, which is more than the ${limit} that one deployment may have.`,
})

// Documented text.
export const iamRoleMissing = (deploymentGroup: string): DeploymentError => ({
  code: 'IAM_ROLE_MISSING',
  message: `IAM Role is missing for deployment group: ${deploymentGroup}`,
})

// Observed text: the same as the exception of CreateDeploymentGroup.
export const iamRoleNotAssumable = (roleArn: string): DeploymentError => ({
  code: 'IAM_ROLE_PERMISSIONS',
  message: `AWS CodeDeploy does not have the permissions required to assume the role ${roleArn}.`,
})

// Observed text; `refusal` is the refused call's own message, which AWS leaves out.
export const iamRolePermissions = (roleArn: string, service: string, refusal: string): DeploymentError => ({
  code: 'IAM_ROLE_PERMISSIONS',
  message:
    `The IAM role ${roleArn} does not give you permission to perform operations in the following AWS service: ` +
    `${service}. Contact your AWS administrator if you need help. If you are an AWS administrator, you can grant ` +
    `permissions to your users or groups by creating IAM policies. (${refusal})`,
})

export const timeout = (hours: number): DeploymentError => ({
  code: 'TIMEOUT',
  message: `The deployment did not end within ${hours} hours, the longest time a deployment may take.`,
})

export const manualStop = (): DeploymentError => ({
  code: 'MANUAL_STOP',
  message: 'The deployment was stopped on request.',
})

export const applicationMissing = (name: string): DeploymentError => ({
  code: 'APPLICATION_MISSING',
  message: `The application ${name} was deleted before the deployment started.`,
})

export const deploymentGroupMissing = (name: string): DeploymentError => ({
  code: 'DEPLOYMENT_GROUP_MISSING',
  message: `The deployment group ${name} was deleted before the deployment started.`,
})

export const revisionMissing = (message: string): DeploymentError => ({ code: 'REVISION_MISSING', message })

export const missingGitHubToken = (message: string): DeploymentError => ({ code: 'MISSING_GITHUB_TOKEN', message })

/** `what` says which of our own steps failed; details are in the log. */
export const internalError = (what: string): DeploymentError => ({
  code: 'INTERNAL_ERROR',
  message: `An internal error occurred: ${what}. The deployment was not able to go on.`,
})
