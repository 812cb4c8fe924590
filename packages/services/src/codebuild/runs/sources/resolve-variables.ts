import type { GetSecretValueRequest, GetSecretValueResponse } from '@aws-sdk/client-secrets-manager'
import type { GetParametersResult } from '@aws-sdk/client-ssm'
import { parseSecretReference, secretValue } from '../../environment/secret-reference.ts'
import type { VariableSource } from '../../environment/variables.ts'
import type { RoleCalls } from '../../ports/build-roles.ts'
import { clientError, failureOf } from '../build-failure.ts'

export interface ResolvedVariables {
  values: Record<string, string>
  /** Values that come from parameters and secrets: they are masked in the log (documented). */
  secrets: string[]
}

/** Parameters in one call (documented). */
const LOT = 10

/** Puts values in place of references, with the rights of the build's role. Rejects with a BuildFailure. */
export async function resolveVariables(
  role: RoleCalls,
  sources: ReadonlyMap<string, VariableSource>,
  signal: AbortSignal,
): Promise<ResolvedVariables> {
  const names = [...sources.values()].flatMap((source) => (source.type === 'parameter' ? [source.name] : []))
  const parameters = await readParameters(role, [...new Set(names)], signal)
  const opened = new Map<string, string>()
  const values: Record<string, string> = {}
  const secrets: string[] = []
  for (const [variable, source] of sources) {
    if (source.type === 'literal') values[variable] = source.value
    else {
      const value =
        source.type === 'parameter'
          ? (parameters.get(source.name) ?? '')
          : await readSecret(role, source.reference, opened, signal)
      values[variable] = value
      secrets.push(value)
    }
  }
  return { values, secrets }
}

async function readParameters(role: RoleCalls, names: string[], signal: AbortSignal): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (let at = 0; at < names.length; at += LOT) {
    const Names = names.slice(at, at + LOT)
    const { Parameters = [] } = await role
      .call<GetParametersResult>('ssm', 'GetParameters', { Names, WithDecryption: true }, { signal })
      .catch((error) => {
        throw failureOf(error, 'Error while reading parameters')
      })
    for (const name of Names) {
      const parameter = Parameters.find(
        ({ Name, ARN, Selector }) => Name === name || ARN === name || `${Name}${Selector ?? ''}` === name,
      )
      // The first words are AWS's (observed).
      if (!parameter) throw clientError(`Parameter does not exist: ${name}`)
      found.set(name, parameter.Value ?? '')
    }
  }
  return found
}

async function readSecret(
  role: RoleCalls,
  text: string,
  opened: Map<string, string>,
  signal: AbortSignal,
): Promise<string> {
  const reference = parseSecretReference(text)
  if (!reference)
    throw clientError(`"${text}" is no reference to a secret: secret-id:json-key:version-stage:version-id`)
  const { secretId, versionStage, versionId } = reference
  const version = JSON.stringify([secretId, versionStage, versionId])
  const secret =
    opened.get(version) ??
    (await openSecret(role, { SecretId: secretId, VersionStage: versionStage, VersionId: versionId }, signal))
  opened.set(version, secret)
  const value = secretValue(reference, secret)
  if (value === undefined) throw clientError(`The secret ${secretId} has no key ${reference.jsonKey}`)
  return value
}

async function openSecret(role: RoleCalls, asked: GetSecretValueRequest, signal: AbortSignal): Promise<string> {
  const { SecretString } = await role
    .call<GetSecretValueResponse>('secretsmanager', 'GetSecretValue', asked, { signal })
    .catch((error) => {
      throw failureOf(error, `Error while reading the secret ${asked.SecretId}`)
    })
  if (SecretString === undefined) throw clientError(`The secret ${asked.SecretId} holds no text`)
  return SecretString
}
