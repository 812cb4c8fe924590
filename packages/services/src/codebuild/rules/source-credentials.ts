import type { AuthType, ServerType } from '@aws-sdk/client-codebuild'
import { authTypeNotSupported, usernameRequired } from '../errors.ts'

/** Which ways of signing in each type of host has (documented). OAUTH is for AWS's console alone. */
const AUTH_TYPES: Record<ServerType, AuthType[]> = {
  GITHUB: ['PERSONAL_ACCESS_TOKEN', 'CODECONNECTIONS', 'SECRETS_MANAGER'],
  GITHUB_ENTERPRISE: ['PERSONAL_ACCESS_TOKEN', 'CODECONNECTIONS', 'SECRETS_MANAGER'],
  GITLAB: ['CODECONNECTIONS', 'SECRETS_MANAGER'],
  GITLAB_SELF_MANAGED: ['CODECONNECTIONS', 'SECRETS_MANAGER'],
  BITBUCKET: ['BASIC_AUTH', 'CODECONNECTIONS', 'SECRETS_MANAGER'],
}

export function checkSourceCredentials(serverType: ServerType, authType: AuthType, username: string | undefined): void {
  if (!AUTH_TYPES[serverType].includes(authType)) throw authTypeNotSupported(authType, serverType)
  if (authType === 'BASIC_AUTH' && !username) throw usernameRequired()
}
