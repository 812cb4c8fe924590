import type { PolicyKind } from './document.ts'
import type { PrincipalPattern } from './principals.ts'
import { PolicyProblem } from './problem.ts'
import type { RawPrincipal, RawStatement } from './raw-document.ts'

const ACCOUNT = /^\d{12}$/
const ACCOUNT_ARN = /^arn:[^:]+:iam::(\d{12}):root$/
const IAM_ARN =
  /^arn:[^:]+:(iam::\d{12}:(user|role)\/[^*?]+|sts::\d{12}:(assumed-role\/[^*?/]+\/[^*?]+|federated-user\/[^*?]+))$/
const UNIQUE_ID = /^A(IDA|ROA)[A-Z0-9]{12,124}$/
const SERVICE = /^[a-z0-9][a-z0-9.-]*\.[a-z.]+$/

export function checkPrincipalsPresent(statement: RawStatement, kind: PolicyKind): void {
  const given = statement.principal ?? statement.notPrincipal
  if (kind === 'identity' && given) throw new PolicyProblem('Policy document should not specify a principal.')
  if (kind === 'trust' && statement.notPrincipal) throw new PolicyProblem('Has prohibited field NotPrincipal')
  if (kind !== 'identity' && !given) throw new PolicyProblem('Missing required field Principal')
}

/** Reads the principals of a statement, or says which of them is none. */
export function compilePrincipals(raw: RawPrincipal): PrincipalPattern[] {
  if (raw === '*') return [{ kind: 'anyone' }]
  return raw.flatMap(([type, names]) => names.map((name) => compilePrincipal(type, name)))
}

function compilePrincipal(type: string, name: string): PrincipalPattern {
  const pattern = PRINCIPAL_TYPES.get(type)?.(name)
  if (!pattern) throw invalidPrincipal(type, name)
  return pattern
}

export function invalidPrincipal(type: string, name: string): PolicyProblem {
  // IAM writes the type in capitals (observed: "SERVICE":"...").
  return new PolicyProblem(`Invalid principal in policy: "${type.toUpperCase()}":"${name}"`)
}

const PRINCIPAL_TYPES = new Map<string, (name: string) => PrincipalPattern | undefined>([
  ['AWS', compileAws],
  ['Service', (name) => (SERVICE.test(name) ? { kind: 'service', name } : undefined)],
  ['Federated', (name) => (name === '' ? undefined : { kind: 'other' })],
  ['CanonicalUser', (name) => (/^[0-9a-f]{64}$/.test(name) ? { kind: 'other' } : undefined)],
])

function compileAws(name: string): PrincipalPattern | undefined {
  if (name === '*') return { kind: 'anyone' }
  if (ACCOUNT.test(name)) return { kind: 'account', account: name }
  const account = ACCOUNT_ARN.exec(name)?.[1]
  if (account) return { kind: 'account', account }
  if (IAM_ARN.test(name)) return { kind: 'arn', arn: name }
  return UNIQUE_ID.test(name) ? { kind: 'unique-id', id: name } : undefined
}
