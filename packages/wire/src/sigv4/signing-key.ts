import { createHmac } from 'node:crypto'

/** More than the hosts of a large fleet: below that each request of such a fleet would derive its key anew. */
const CAPACITY = 20_000

/** Signing keys derived lately, oldest use first. A key is derived once a day, region and service. */
const derived = new Map<string, { secret: string; key: Buffer }>()

/** The SigV4 signing key for one day, region and service. */
export function signingKey(credential: { accessKeyId: string; secretAccessKey: string }, scope: Scope): Buffer {
  const id = `${credential.accessKeyId}/${scope.date}/${scope.region}/${scope.service}`
  const known = derived.get(id)
  derived.delete(id)
  // The secret is compared because a key id may come back with another secret (a root key set anew).
  const key = known?.secret === credential.secretAccessKey ? known.key : derive(credential.secretAccessKey, scope)
  derived.set(id, { secret: credential.secretAccessKey, key })
  if (derived.size > CAPACITY) {
    const [oldest] = derived.keys()
    if (oldest !== undefined) derived.delete(oldest)
  }
  return key
}

interface Scope {
  date: string
  region: string
  service: string
}

function derive(secret: string, scope: Scope): Buffer {
  let key: string | Buffer = `AWS4${secret}`
  for (const part of [scope.date, scope.region, scope.service, 'aws4_request']) {
    key = createHmac('sha256', key).update(part, 'latin1').digest()
  }
  return key as Buffer
}
