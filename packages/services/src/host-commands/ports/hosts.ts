/** What this room asks about hosts; filled by `server` from the ec2 and codedeploy rooms. Called once a request. */
export interface Hosts {
  /**
   * An EC2 instance that is not terminated, and the role of its current instance profile (absent: no profile, or one
   * without a role).
   */
  instance(asked: {
    account: string
    region: string
    instanceId: string
  }): Promise<{ role?: { name: string } } | undefined>
  /** The registered on-premises instance whose agent signs as `arn` (an IAM user or an assumed-role session). */
  onPremises(asked: { account: string; region: string; arn: string }): Promise<{ instanceName: string } | undefined>
}
