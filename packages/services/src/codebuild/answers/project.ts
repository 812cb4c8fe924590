import type { Project, Webhook } from '@aws-sdk/client-codebuild'
import { type Place, projectArn } from '../rules/arns.ts'
import type { StoredProject } from '../state/projects.ts'
import type { Visibility } from '../state/sharing.ts'

/** What is kept beside a project. */
export interface ProjectSurroundings {
  webhook?: Webhook
  visibility?: Visibility
}

/** A project as answers show it: what is not set is absent, which Terraform relies on. */
export function projectAnswer(
  place: Place,
  { name, settings, createdAt, modifiedAt }: StoredProject,
  { webhook, visibility }: ProjectSurroundings = {},
): Project {
  const { badgeEnabled, encryptionKey, ...rest } = settings
  return {
    ...rest,
    name,
    arn: projectArn(place, name),
    encryptionKey: encryptionKey ?? `arn:aws:kms:${place.region}:${place.account}:alias/aws/s3`,
    badge: { badgeEnabled },
    webhook,
    projectVisibility: 'PRIVATE',
    ...visibility,
    created: new Date(createdAt),
    lastModified: new Date(modifiedAt),
  }
}
