import type { GenericRevisionInfo } from '@aws-sdk/client-codedeploy'
import type { Revision } from '../state/revisions.ts'

/** What an application knows of a revision besides its location. */
export function genericRevisionInfo(revision: Revision): GenericRevisionInfo {
  return {
    description: revision.description,
    deploymentGroups: revision.deploymentGroups,
    registerTime: new Date(revision.registeredAt),
    firstUsedTime: revision.firstUsedAt === undefined ? undefined : new Date(revision.firstUsedAt),
    lastUsedTime: revision.lastUsedAt === undefined ? undefined : new Date(revision.lastUsedAt),
  }
}
