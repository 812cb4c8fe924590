import { UsageError } from '@towpath/base'
import { expect, test } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { isLoopback, transportOf, transportWarnings } from './transport.ts'

const config = (flags: Record<string, unknown>) => loadConfig({ flags, environment: {} })
const pair = { tlsCert: 'cert.pem', tlsKey: 'key.pem' }

test.each([
  [{}, 'http'],
  [{ listen: '127.0.0.5:0' }, 'http'],
  [{ listen: '[::1]:0' }, 'http'],
  [{ tls: true }, 'own-certificate'],
  [{ tls: true, tlsNames: 'deploy.example.com' }, 'own-certificate'],
  [pair, 'given-certificate'],
  [{ listen: '192.0.2.1:443' }, 'own-certificate'],
  [{ listen: '0.0.0.0:443' }, 'own-certificate'],
  [{ listen: '[::]:443', tlsNames: 'deploy.example.com' }, 'own-certificate'],
  [{ listen: '192.0.2.1:443', ...pair }, 'given-certificate'],
  [{ listen: '192.0.2.1:443', tls: true, ...pair }, 'given-certificate'],
  [{ listen: '192.0.2.1:80', insecureHttp: true }, 'http'],
  [{ insecureHttp: true }, 'http'],
])('%j is spoken to with %s', (flags, transport) => {
  expect(transportOf(config(flags))).toBe(transport)
})

test.each([
  [{ tlsCert: 'cert.pem' }, '--tls-key'],
  [{ tlsKey: 'key.pem' }, '--tls-cert'],
  [{ tls: true, insecureHttp: true }, '--insecure-http'],
  [{ ...pair, insecureHttp: true }, '--insecure-http'],
  [{ ...pair, tlsNames: 'deploy.example.com' }, '--tls-names'],
  [{ tlsNames: 'deploy.example.com' }, '--tls'],
  [{ listen: '192.0.2.1:80', insecureHttp: true, tlsNames: 'deploy.example.com' }, '--tls-names'],
])('%j contradicts itself, and the refusal names %s', (flags, flag) => {
  expect(() => transportOf(config(flags))).toThrow(UsageError)
  expect(() => transportOf(config(flags))).toThrow(flag)
})

test.each([
  ['localhost', true],
  ['127.255.0.1', true],
  ['::1', true],
  ['127.example.com', false],
  ['0.0.0.0', false],
  ['::', false],
  ['localhost.example.com', false],
])('whether only this machine can reach %s: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback)
})

test('plain HTTP beyond this machine is warned of, and nothing else', () => {
  const listen = { host: '192.0.2.1', port: 80 }

  expect(transportWarnings('http', { listen })).toEqual([expect.stringContaining('192.0.2.1')])
  expect(transportWarnings('own-certificate', { listen })).toEqual([])
  expect(transportWarnings('http', { listen: { host: '127.0.0.1', port: 80 } })).toEqual([])
})
