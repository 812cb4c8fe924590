import type { Principal } from '@towpath/wire'

/** A role as assuming it needs to know it. */
export interface AssumableRole {
  account: string
  /** `AROA...`. */
  id: string
  name: string
  /** The trust policy: a JSON document. */
  trustPolicy: string
  /** Seconds. */
  maxSessionDuration: number
  tags: { Key: string; Value: string }[]
}

/** What a session is made of. */
export interface NewSession {
  principal: Pick<Principal, 'account' | 'arn' | 'userId' | 'name'> & { type: 'root' | 'user' | 'assumed-role' }
  session: NonNullable<Principal['session']> & {
    /** Managed policies that limit the session too, by ARN. */
    policyArns: string[]
  }
}

/** What this room asks of IAM; filled by `server`. Reads are of committed state, the newest of this process. */
export interface Identities {
  findRole(arn: string): Promise<AssumableRole | undefined>
  /** Why a document is no session policy, in IAM's words; undefined when it is one. */
  problemOfSessionPolicy(document: string): string | undefined
  hasManagedPolicy(account: string, arn: string): Promise<boolean>
  /** The account that a long-term access key belongs to. */
  accountOfAccessKey(accessKeyId: string): Promise<string | undefined>
  /** How much of what a session may carry its policies and tags take, in percent. */
  packedPolicySize(session: Pick<NewSession['session'], 'policies' | 'policyArns' | 'tags'>): number
  /** Makes credentials. `expiration` is in milliseconds since the epoch. */
  issue(session: NewSession): {
    accessKeyId: string
    secretAccessKey: string
    sessionToken: string
    expiration: number
  }
}
