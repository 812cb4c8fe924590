import { NetworkError, readText, send } from '@towpath/agent-link'

const DEFAULT_ENDPOINT = 'http://169.254.169.254'
const TOKEN_TTL_SECONDS = 21_600
const TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 64 * 1024

export interface InstanceIdentity {
  region: string
  accountId: string
  instanceId: string
}

/** Says that the metadata service answered, but has no such thing. */
export class NoSuchMetadata extends Error {
  override readonly name = 'NoSuchMetadata'
}

/**
 * The instance metadata service (IMDS), version 2 with its session token; version 1 where there is no token to be had,
 * unless that is switched off.
 */
export class MetadataService {
  readonly #endpoint: string
  readonly #versionOneAllowed: boolean
  #token: string | undefined

  /** `endpoint` is what AWS_EC2_METADATA_SERVICE_ENDPOINT says, if anything. */
  constructor(options: { endpoint?: string; disableVersionOne: boolean }) {
    this.#endpoint = options.endpoint ?? DEFAULT_ENDPOINT
    this.#versionOneAllowed = !options.disableVersionOne
  }

  /** The text at `path`. Rejects with NoSuchMetadata (404) or NetworkError. */
  async get(path: string, signal?: AbortSignal): Promise<string> {
    for (let renewed = false; ; renewed = true) {
      this.#token ??= await this.#fetchToken(signal)
      const headers: Record<string, string> = this.#token ? { 'x-aws-ec2-metadata-token': this.#token } : {}
      const { status, text } = await this.#request('GET', path, headers, signal)
      if (status === 200) return text
      if (status === 404) throw new NoSuchMetadata(`the metadata service has no ${path}`)
      if (status !== 401 || renewed) throw new NetworkError(`the metadata service answered ${status} to ${path}`)
      this.#token = undefined
    }
  }

  /** Who this instance is. */
  async identity(signal?: AbortSignal): Promise<InstanceIdentity> {
    const path = '/latest/dynamic/instance-identity/document'
    const { region, accountId, instanceId } = jsonFields(await this.get(path, signal))
    if (!region || !accountId || !instanceId) throw new NetworkError(`${path} of the metadata service is incomplete`)
    return { region, accountId, instanceId }
  }

  async partition(signal?: AbortSignal): Promise<string> {
    return (await this.get('/latest/meta-data/services/partition', signal)).trim()
  }

  async domain(signal?: AbortSignal): Promise<string> {
    return (await this.get('/latest/meta-data/services/domain', signal)).trim()
  }

  /** Empty when the service does not know tokens and version 1 may be used. */
  async #fetchToken(signal: AbortSignal | undefined): Promise<string> {
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': String(TOKEN_TTL_SECONDS) }
    const { status, text } = await this.#request('PUT', '/latest/api/token', headers, signal)
    if (status === 200) return text
    if (!this.#versionOneAllowed) throw new NetworkError(`the metadata service answered ${status} to a token request`)
    return ''
  }

  async #request(method: string, path: string, headers: Record<string, string>, signal: AbortSignal | undefined) {
    const url = new URL(path, this.#endpoint)
    const response = await send({ method, url, headers }, { readTimeoutMs: TIMEOUT_MS, signal })
    return { status: response.statusCode ?? 0, text: await readText(response, MAX_ANSWER_BYTES) }
  }
}

/** The text members of a JSON object; none when it is not one. */
export function jsonFields(json: string): Record<string, string | undefined> {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(Object.entries(value).filter(([, member]) => typeof member === 'string'))
  } catch {
    return {}
  }
}
