/**
 * Why a host of git did not do what was asked. `missing`: there is no such repository, ref or commit, or the token
 * does not show it; `denied`: the token is not good for it; `conflict`: it is not as the caller saw it, or there
 * already; `unavailable`: try again later.
 */
export type GithubRefusalKind = 'missing' | 'denied' | 'conflict' | 'unavailable'

/** An answer that is none. The message is for people: it quotes what was asked for, and never has the token in it. */
export class GithubRefusal extends Error {
  override readonly name = 'GithubRefusal'
  readonly refused: GithubRefusalKind

  constructor(refused: GithubRefusalKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.refused = refused
  }
}

/** What an answer of GitHub that is no success means; `what` is what was asked for: `branch main of octo/cat`. */
export function refusalOf(
  answer: { status: number; headers: Headers; host: string },
  what: string,
  asked: { token: boolean },
): GithubRefusal {
  const { status, headers, host } = answer
  const said = `${host} answered ${status} for ${what}`
  const later = rateLimit(headers, status)
  if (later !== undefined) return new GithubRefusal('unavailable', `${said}: its limit of requests is reached${later}`)
  switch (status) {
    case 404:
    case 410:
      return new GithubRefusal('missing', `${said}. ${asked.token ? HIDDEN_FROM_TOKEN : HIDDEN}`)
    case 401:
      return new GithubRefusal('denied', `${said}: it does not know the token. Store a new one.`)
    case 403:
    case 451:
      return new GithubRefusal('denied', `${said}: the token is not allowed to do that.`)
    case 409:
      return new GithubRefusal('conflict', `${said}: it is not as expected, or the repository is empty.`)
    case 422:
      return new GithubRefusal('missing', `${said}: it has no such commit or takes no such value.`)
    default:
      if (status === 408 || status >= 500) return new GithubRefusal('unavailable', `${said}. Try again later.`)
      return new GithubRefusal('missing', `${said}. Is the address of its API right?`)
  }
}

const HIDDEN = 'If the repository is private, give a token for it.'
const HIDDEN_FROM_TOKEN = 'Check its spelling, and that the token may read the repository.'

/**
 * GitHub says in three ways that it was asked too often: 429, a 403 that tells when to come back, and a 403 with
 * nothing left of the hour's requests.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
function rateLimit(headers: Headers, status: number): string | undefined {
  if (status !== 403 && status !== 429) return undefined
  const after = Number(headers.get('retry-after') ?? Number.NaN)
  if (after >= 0) return `; it asks to wait ${after} s.`
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN)
  const spent = headers.get('x-ratelimit-remaining') === '0'
  if (spent && reset > 0 && reset < 1e11) return ` until ${new Date(reset * 1000).toISOString()}.`
  return spent || status === 429 ? '. Try again later.' : undefined
}
