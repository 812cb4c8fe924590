/**
 * User and password of a request to the API: `Basic` as for git, or a token `USER:PASSWORD`, which is how a
 * service-specific credential is written where only one word fits.
 */
export function credentialsOf(header: string | undefined): { user: string; password: string } | undefined {
  const [, scheme = '', word = ''] = /^(Basic|Bearer|token) +(\S+)$/i.exec(header ?? '') ?? []
  if (word === '') return undefined
  const text = scheme.toLowerCase() === 'basic' ? Buffer.from(word, 'base64').toString('utf8') : word
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}
