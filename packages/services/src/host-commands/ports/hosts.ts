/** What this room asks about hosts; filled by `server` from the ec2 and codedeploy rooms. Called by every request. */
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

/** The same, for whoever has to know when an answer may be another one. */
export interface WatchedHosts extends Hosts {
  /**
   * Another text whenever who a host is, or with which credentials it signs, may have changed: for the hosts whose polls
   * are held open, which are asked about again then. Cheap; called every few seconds.
   */
  revision(): Promise<string>
}
