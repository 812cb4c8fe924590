import { arnOf, type ManagedPolicy, parseIamArn } from '../rules/entities.ts'
import type { IamState } from '../state/state.ts'

const AWS_OWN = 'arn:aws:iam::aws:policy/'

/** AWS's own are loaded once somebody has one. */
async function findBuiltIn(arn: string) {
  return arn.startsWith(AWS_OWN) ? (await import('./index.ts')).awsManagedPolicy(arn) : undefined
}

/** A managed policy, AWS's own or the account's. */
export async function findManagedPolicy(
  state: Pick<IamState, 'policies'>,
  arn: string,
): Promise<ManagedPolicy | undefined> {
  const builtIn = await findBuiltIn(arn)
  if (builtIn) return builtIn.policy
  const parsed = parseIamArn(arn)
  if (parsed?.kind !== 'policy') return undefined
  const policy = await state.policies.find(parsed.name)
  // Account and path are part of the name here: another one's ARN must not lead to this policy.
  return policy && arnOf(policy) === arn ? policy : undefined
}

/** The document of the default version of a managed policy. */
export async function findPolicyDocument(
  state: Pick<IamState, 'policies' | 'policyVersions'>,
  arn: string,
): Promise<string | undefined> {
  const builtIn = await findBuiltIn(arn)
  if (builtIn) return builtIn.document
  const policy = await findManagedPolicy(state, arn)
  if (!policy) return undefined
  const versions = await state.policyVersions.of(policy.id)
  return versions.find(({ version }) => version === policy.details.defaultVersion)?.document
}
