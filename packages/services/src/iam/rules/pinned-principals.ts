import { parseIamArn } from './entities.ts'

/*
 * IAM keeps users and roles in a trust policy by their unique id, and shows the ARN as long as there is such an
 * entity (documented). So whoever makes a user anew under an old name is not trusted in its place.
 */

/** `document` with the ARNs of users and roles replaced by what `idOf` knows; others stay. Says which it does not know. */
export async function pinPrincipals(
  document: string,
  account: string,
  idOf: (entity: { kind: 'user' | 'role'; path: string; name: string } | { id: string }) => Promise<string | undefined>,
): Promise<{ document: string } | { unknown: string }> {
  let unknown: string | undefined
  const pinned = await mapPrincipals(document, async (principal) => {
    const wanted = ownEntity(principal, account)
    if (!wanted) return principal
    const id = await idOf(wanted)
    if (id === undefined) unknown ??= principal
    return id ?? principal
  })
  return unknown === undefined ? { document: pinned } : { unknown }
}

/** `document` with unique ids replaced by the ARNs of those who still are there. */
export function unpinPrincipals(
  document: string,
  arnOfId: (id: string) => Promise<string | undefined>,
): Promise<string> {
  return mapPrincipals(document, async (principal) =>
    UNIQUE_ID.test(principal) ? ((await arnOfId(principal)) ?? principal) : principal,
  )
}

const UNIQUE_ID = /^A(IDA|ROA)[A-Z0-9]+$/

function ownEntity(principal: string, account: string) {
  if (UNIQUE_ID.test(principal)) return { id: principal }
  const parsed = parseIamArn(principal)
  if (!parsed || parsed.account !== account) return undefined
  const { kind, path, name } = parsed
  return kind === 'user' || kind === 'role' ? { kind, path, name } : undefined
}

/** The document as it was when nothing in it changes, so that its author finds it as written. */
async function mapPrincipals(document: string, map: (principal: string) => Promise<string>): Promise<string> {
  const parsed: { Statement: TrustStatement | TrustStatement[] } = JSON.parse(document)
  let changed = false
  for (const statement of [parsed.Statement].flat()) {
    const principal = statement.Principal
    if (typeof principal !== 'object' || principal.AWS === undefined) continue
    const names = [principal.AWS].flat()
    const mapped = await Promise.all(names.map(map))
    if (mapped.every((name, index) => name === names[index])) continue
    changed = true
    principal.AWS = typeof principal.AWS === 'string' ? (mapped[0] ?? principal.AWS) : mapped
  }
  return changed ? JSON.stringify(parsed) : document
}

interface TrustStatement {
  Principal?: '*' | { AWS?: string | string[] }
}
