/** Which part of which version of which secret a variable takes. */
export interface SecretReference {
  /** Name or ARN. */
  secretId: string
  /** A key of the secret's JSON; absent: the whole text. */
  jsonKey?: string
  /** Absent, with no version id: AWSCURRENT. */
  versionStage?: string
  versionId?: string
}

const PARTS_OF_AN_ARN = 7

/**
 * `secret-id:json-key:version-stage:version-id`, where trailing parts may be left out (documented). An ARN, which
 * contains colons itself, stands as secret id. Undefined for what is no reference.
 */
export function parseSecretReference(text: string): SecretReference | undefined {
  const parts = text.split(':')
  const idParts = text.startsWith('arn:') ? PARTS_OF_AN_ARN : 1
  const secretId = parts.slice(0, idParts).join(':')
  const [jsonKey = '', versionStage = '', versionId = '', ...more] = parts.slice(idParts)
  const isWhole = parts.length >= idParts && secretId !== '' && more.length === 0
  if (!isWhole || (versionStage !== '' && versionId !== '')) return undefined
  return {
    secretId,
    ...(jsonKey === '' ? {} : { jsonKey }),
    ...(versionStage === '' ? {} : { versionStage }),
    ...(versionId === '' ? {} : { versionId }),
  }
}

/**
 * What a reference takes out of a secret's text; undefined when there is no such key. Numbers and truth values are taken
 * as their JSON text.
 */
export function secretValue({ jsonKey }: SecretReference, secret: string): string | undefined {
  if (jsonKey === undefined) return secret
  const value = member(secret, jsonKey)
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value)
}

function member(json: string, key: string): unknown {
  try {
    const parsed: unknown = JSON.parse(json)
    if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, key)) return undefined
    return Reflect.get(parsed, key)
  } catch {
    return undefined
  }
}
