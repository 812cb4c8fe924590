import { type CredentialsProvider, NetworkError, type Revision, readText, sign } from '@towpath/agent-link'
import type { Clock } from '@towpath/base/clock.ts'
import { domainOf } from '../../identity/host-identity.ts'
import { RevisionError } from '../failure.ts'
import { type Network, open, save } from './transfer.ts'

export interface S3Source {
  region: string
  credentials: CredentialsProvider
  /** `s3_endpoint_override`. */
  endpoint?: string
  useFips: boolean
  network: Network
  clock: Clock
  maxBytes: number
}

type S3Revision = Extract<Revision, { type: 'S3' }>

const RETRY_PAUSES_MS = [300, 600, 1200]
const MAX_ERROR_BYTES = 64 * 1024

/** Downloads an object into a file. Rejects with RevisionError (in S3's own words) or NetworkError. */
export async function downloadFromS3(
  revision: S3Revision,
  file: string,
  source: S3Source,
  signal?: AbortSignal,
): Promise<void> {
  for (let attempt = 0, fresh = false; ; attempt += 1) {
    try {
      return await downloadOnce(revision, file, source, { fresh }, signal)
    } catch (error) {
      const pause = RETRY_PAUSES_MS[attempt]
      fresh = error instanceof S3Error && error.isAboutCredentials
      const mayHelp = error instanceof NetworkError || (error instanceof S3Error && error.isTransient) || fresh
      if (signal?.aborted || pause === undefined || !mayHelp) throw error
      await source.clock.sleep(pause, signal)
    }
  }
}

async function downloadOnce(
  revision: S3Revision,
  file: string,
  source: S3Source,
  credentials: { fresh: boolean },
  signal: AbortSignal | undefined,
): Promise<void> {
  const request = { method: 'GET', url: objectUrl(revision, source), headers: {} }
  const scope = { service: 's3', region: source.region }
  const signed = sign(request, scope, await source.credentials(credentials), new Date(source.clock.now()))
  const response = await open(signed, source.network, signal)
  if (response.statusCode !== 200) {
    const body = await readText(response, MAX_ERROR_BYTES)
    throw new S3Error(response.statusCode ?? 0, body, revision)
  }
  const actual = response.headers.etag ?? ''
  if (revision.etag !== undefined && unquoted(actual) !== unquoted(revision.etag)) {
    response.destroy()
    throw new RevisionError(
      `Expected deployment artifact bundle etag ${unquoted(revision.etag)} but was actually ${actual}`,
    )
  }
  await save(response, file, source.maxBytes)
}

/** Path style: it works with every endpoint, and with every bucket name. */
function objectUrl(revision: S3Revision, source: S3Source): URL {
  const segments = [revision.bucket, ...revision.key.split('/')]
  if (segments.some((segment) => segment === '.' || segment === '..')) {
    throw new RevisionError(`The key of the revision has a "." or ".." in it: ${JSON.stringify(revision.key)}`)
  }
  const url = new URL(source.endpoint ?? defaultEndpoint(source))
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${segments.map(escaped).join('/')}`
  if (revision.version !== undefined) url.search = `versionId=${escaped(revision.version)}`
  return url
}

function defaultEndpoint({ region, useFips }: S3Source): string {
  return `https://s3${useFips ? '-fips' : ''}.${region}.${domainOf(region)}`
}

/** RFC 3986, as signatures want it. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '')
}

const CREDENTIAL_CODES = new Set(['ExpiredToken', 'InvalidToken', 'InvalidAccessKeyId', 'SignatureDoesNotMatch'])

/** What S3 said instead of giving the object. */
class S3Error extends RevisionError {
  readonly isTransient: boolean
  readonly isAboutCredentials: boolean

  constructor(status: number, body: string, revision: S3Revision) {
    const code = /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? `HTTP ${status}`
    const message = /<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? 'The object could not be read'
    super(`${message} (${code}, s3://${revision.bucket}/${revision.key})`)
    this.isTransient = status >= 500 || status === 429
    this.isAboutCredentials = CREDENTIAL_CODES.has(code)
  }
}
