import type { IamDeps } from './deps.ts'
import { parsePolicy } from './policy/parse.ts'
import { arnOf, parseIamArn } from './rules/entities.ts'
import {
  issueSession,
  packedPolicySize,
  type SessionClaims,
  type TemporaryCredentials,
} from './sessions/session-token.ts'

/** What STS asks of IAM. */
export interface StsIdentities {
  /** The role of that ARN, as assuming it needs to know it. */
  findRole(arn: string): Promise<AssumableRole | undefined>
  /** Why a document is no session policy; undefined when it is one. */
  problemOfSessionPolicy(document: string): string | undefined
  hasManagedPolicy(account: string, arn: string): Promise<boolean>
  /** The account that an access key belongs to. */
  accountOfAccessKey(accessKeyId: string): Promise<string | undefined>
  /** In percent of what a session may carry. */
  packedPolicySize(session: Pick<SessionClaims['session'], 'policies' | 'policyArns' | 'tags'>): number
  issue(claims: Pick<SessionClaims, 'principal' | 'session'>): TemporaryCredentials
}

export interface AssumableRole {
  account: string
  /** `AROA...`. */
  id: string
  name: string
  trustPolicy: string
  /** Seconds. */
  maxSessionDuration: number
  tags: { Key: string; Value: string }[]
}

export function stsIdentities(deps: IamDeps): StsIdentities {
  const { directory } = deps
  return {
    packedPolicySize,
    issue: (claims) => issueSession(deps, claims),
    hasManagedPolicy: async (account, arn) => (await directory.policyDocument(account, arn)) !== undefined,
    async findRole(arn) {
      const parsed = parseIamArn(arn)
      if (parsed?.kind !== 'role') return undefined
      const role = (await directory.role(parsed.account, parsed.name))?.entity
      if (!role || arnOf(role) !== arn) return undefined
      const { account, id, name, tags, details } = role
      return {
        account,
        id,
        name,
        tags,
        trustPolicy: details.trustPolicy,
        maxSessionDuration: details.maxSessionDuration,
      }
    },
    problemOfSessionPolicy(document) {
      const parsed = parsePolicy(document, { kind: 'identity', currentVersionOnly: false })
      return 'problem' in parsed ? parsed.problem : undefined
    },
    async accountOfAccessKey(accessKeyId) {
      if (accessKeyId === deps.rootKey.accessKeyId) return deps.account
      return (await directory.accessKey(accessKeyId))?.account
    },
  }
}
