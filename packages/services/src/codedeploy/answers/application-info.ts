import type { ApplicationInfo } from '@aws-sdk/client-codedeploy'
import type { Application } from '../state/applications.ts'

/** An application as GetApplication shows it. */
export function applicationInfo(application: Application): ApplicationInfo {
  return {
    applicationId: application.id,
    applicationName: application.name,
    createTime: new Date(application.createdAt),
    linkedToGitHub: application.githubAccount !== undefined,
    gitHubAccountName: application.githubAccount,
    computePlatform: application.computePlatform,
  }
}
