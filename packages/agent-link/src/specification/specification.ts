/** What a host needs to know of a deployment. Signed by the control plane, checked by the agent. */
export interface DeploymentSpecification {
  deploymentId: string
  deploymentGroupId: string
  deploymentGroupName: string
  applicationName: string
  /** `user`, `codeDeployRollback`, ... */
  deploymentCreator: string
  /** `IN_PLACE` or `BLUE_GREEN`. */
  deploymentType: string
  /** Path of the appspec inside the revision. */
  appSpecFilename: string
  /** Upper case. `DISALLOW`, `OVERWRITE` or `RETAIN`; any other value matters only when a file is in the way. */
  fileExistsBehavior: string
  revision: Revision
  /**
   * All events that hooks may be written for, to find misspelt ones. For our agent and the local tool only: the official
   * daemon fails every Install that has it (observed), so the control plane must not send it to one.
   */
  allPossibleLifecycleEvents?: string[]
  /** Secret. For downloads from GitHub. */
  gitHubAccessToken?: string
}

export type ArchiveType = 'tar' | 'tgz' | 'zip'

export type Revision =
  | {
      type: 'S3'
      bucket: string
      key: string
      bundleType: ArchiveType
      version?: string
      /** Compared without double quotes. */
      etag?: string
    }
  | { type: 'GitHub'; account: string; repository: string; commitId: string; bundleType?: 'zip' | 'tar' }
  | { type: 'Local File' | 'Local Directory'; location: string; bundleType: ArchiveType | 'directory' }

/** A specification that cannot be worked with. The message is what the command is completed with (error code 5). */
export class InvalidSpecification extends Error {
  override readonly name = 'InvalidSpecification'
}
