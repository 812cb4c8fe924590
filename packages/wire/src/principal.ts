/**
 * Who makes a request. Found by authentication, or made by the control plane when it acts with a role that was
 * handed to it (a deployment group's service role, an instance's profile).
 */
export interface Principal {
  type: 'root' | 'user' | 'assumed-role' | 'anonymous'
  account: string
  /**
   * `arn:aws:iam::ACCOUNT:root`, `arn:aws:iam::ACCOUNT:user/PATH/NAME` or
   * `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. Empty for `anonymous`.
   */
  arn: string
  /** What GetCallerIdentity calls UserId: the account for root, `AIDA...`, or `AROA...:SESSION`. */
  userId: string
  /** User name or role name; absent for root and anonymous. */
  name?: string
  /** The access key that signed; absent when the control plane itself acts with a role. */
  accessKeyId?: string
  /** Only for temporary credentials. */
  session?: {
    name: string
    /** Session policies (JSON documents) handed to AssumeRole; together they limit what the role allows. */
    policies: string[]
    /** Session tags, which stand before the role's own of the same key: `aws:PrincipalTag/KEY`. */
    tags: Record<string, string>
    /** Keys of the tags that go on to the next role when this session assumes one. */
    transitiveTagKeys?: string[]
    /** Milliseconds since the epoch. */
    issuedAt: number
    expiresAt: number
    sourceIdentity?: string
    mfa?: boolean
  }
}

/** What is known of an access key. */
export interface Credential {
  accessKeyId: string
  secretAccessKey: string
  principal: Principal
}

/** Where authentication looks keys up; filled by the iam room. */
export interface CredentialStore {
  /**
   * The credential of an access key, or why there is none. `sessionToken` is what the request carried, if anything:
   * it must belong to the key when the key is a temporary one.
   */
  find(
    accessKeyId: string,
    sessionToken: string | undefined,
  ): Promise<Credential | { refused: 'unknown' | 'inactive' | 'expired' | 'token-mismatch' }>
}

export const ANONYMOUS: Principal = { type: 'anonymous', account: '', arn: '', userId: '' }
