import { isIPv4 } from 'node:net'
import { UsageError } from '@towpath/base'
import type { Config } from '../config/fields.ts'

/** How the control plane is spoken to: plain, with a certificate of its own authority, or with the operator's. */
export type Transport = 'http' | 'own-certificate' | 'given-certificate'

type Settings = Pick<Config, 'listen' | 'tls' | 'tlsNames' | 'tlsCert' | 'tlsKey' | 'insecureHttp'>

/** Beyond loopback TLS is used unless `--insecure-http` is said; on loopback only when asked for. */
export function transportOf(settings: Settings): Transport {
  refuseContradictions(settings)
  if (settings.tlsCert) return 'given-certificate'
  if (settings.tls) return 'own-certificate'
  return isLoopback(settings.listen.host) || settings.insecureHttp ? 'http' : 'own-certificate'
}

/** What the owner of a control plane should know about how it is spoken to. */
export function transportWarnings(transport: Transport, { listen }: Pick<Config, 'listen'>): string[] {
  if (transport !== 'http' || isLoopback(listen.host)) return []
  return [
    `Plain HTTP on ${listen.host} (--insecure-http): whoever can listen to the network on the way reads and may change ` +
      'what is sent, passwords for git and new access keys included.',
  ]
}

/** Whether only this machine can reach what listens there. A name other than `localhost` may mean any address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}

function refuseContradictions({ listen, tls, tlsNames, tlsCert, tlsKey, insecureHttp }: Settings): void {
  if (tlsCert && !tlsKey)
    throw new UsageError('--tls-cert FILE needs --tls-key FILE, the private key that belongs to it')
  if (tlsKey && !tlsCert)
    throw new UsageError('--tls-key FILE needs --tls-cert FILE, the certificate that belongs to it')
  if (insecureHttp && (tls || tlsCert)) {
    const asked = tlsCert ? '--tls-cert' : '--tls'
    throw new UsageError(`--insecure-http asks for plain HTTP and ${asked} for TLS: say one of them`)
  }
  if (tlsNames.length === 0) return
  if (tlsCert)
    throw new UsageError('--tls-names names what our own certificate is good for; with --tls-cert it is that file')
  if (insecureHttp || (isLoopback(listen.host) && !tls)) {
    throw new UsageError(`--tls-names has no use with plain HTTP on ${listen.host}: add --tls`)
  }
}
