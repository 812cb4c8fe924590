import { invalidToken } from '../errors.ts'

/** The token behind a list's last item, which `parts` tell. */
export function listToken(...parts: (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** What {@link listToken} was given; undefined when there is no token. Refuses what it has not made. */
export function readListToken(token: string | undefined, ...types: ('string' | 'number')[]): unknown[] | undefined {
  if (token === undefined) return undefined
  const parts = parsed(Buffer.from(token, 'base64url').toString('utf8'))
  const matches = Array.isArray(parts) && parts.length === types.length
  if (!matches || !types.every((type, index) => isPart(parts[index], type))) throw invalidToken()
  return parts
}

/** Whether a database can compare with it: PostgreSQL knows neither NUL nor infinity. */
function isPart(part: unknown, type: 'string' | 'number'): boolean {
  if (type === 'number') return Number.isSafeInteger(part)
  return typeof part === 'string' && !part.includes('\0')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
