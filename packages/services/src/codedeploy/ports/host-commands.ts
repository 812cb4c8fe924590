/** A host as its agent calls itself. */
export interface HostKey {
  account: string
  region: string
  /** `arn:aws:ec2:REGION:ACCOUNT:instance/i-…`, or the IAM ARN of an on-premises instance. */
  hostIdentifier: string
}

/** What this room tells the room that talks to hosts; filled by `server`. */
export interface HostSignals {
  /**
   * That host may have a command to run by now. Called inside transactions: takes effect once they are committed. Best effort:
   * whoever serves polls also looks by itself now and then.
   */
  commandOffered(host: HostKey): void
}
