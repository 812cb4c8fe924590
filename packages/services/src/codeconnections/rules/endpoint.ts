import { invalidInput } from '../errors.ts'

/** The address of a host of git, checked, without what stands for nothing at its end. */
export function checkEndpoint(text: string): string {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw invalidInput(`"${text}" is not the address of a server: https://HOST or http://HOST`)
  }
  if (url.username || url.password || url.search || url.hash) {
    throw invalidInput(`The address of ${url.host} may have no user, query or fragment`)
  }
  return url.href.replace(/\/+$/, '')
}

/** Base address of the API of an Enterprise server. https://docs.github.com/en/enterprise-server/rest */
export const enterpriseApi = (endpoint: string): string => `${endpoint}/api/v3`
