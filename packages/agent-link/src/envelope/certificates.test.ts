import { execFileSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthority, createServerCertificate, createSigner, type KeyPair } from './certificates.ts'

const YEAR = 365 * 86_400_000
const SECOND = Math.floor(Date.now() / 1000) * 1000
const VALID = { notBefore: new Date(SECOND - 1000), notAfter: new Date(SECOND + YEAR) }
const HOSTS = ['localhost', '*.deploy.example.com', '127.0.0.1', '::1', '192.0.2.7']

let dir: string
let authority: KeyPair
let server: KeyPair

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'certificates-'))
  authority = await createAuthority({ name: 'Test authority', ...VALID })
  server = await createServerCertificate(authority, { name: 'Test server', hosts: HOSTS, ...VALID })
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function file(name: string, text: string): string {
  writeFileSync(join(dir, name), text)
  return join(dir, name)
}

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] }).toString('utf8')
}

test("a server's certificate carries its names, its purpose, its dates and its own key", () => {
  const certificate = new X509Certificate(server.certificate)

  expect(certificate.subject).toBe('CN=Test server')
  expect(certificate.issuer).toBe('CN=Test authority')
  expect(certificate.subjectAltName).toBe(
    'DNS:localhost, DNS:*.deploy.example.com, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:192.0.2.7',
  )
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  expect(certificate.ca).toBe(false)
  expect(certificate.validFromDate).toEqual(VALID.notBefore)
  expect(certificate.validToDate).toEqual(VALID.notAfter)
  expect(certificate.checkPrivateKey(createPrivateKey(server.privateKey))).toBe(true)
})

test.each([
  ['-verify_hostname', 'a.deploy.example.com'],
  ['-verify_ip', '::1'],
  ['-verify_ip', '192.0.2.7'],
])('openssl in its strict mode takes it for a TLS server with %s %s', (option, name) => {
  const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', file('ca.pem', authority.certificate)]

  expect(openssl(...verify, option, name, file('server.pem', server.certificate))).toContain('OK')
})

test('openssl takes it for no name that it does not carry', () => {
  const verify = ['verify', '-CAfile', file('ca.pem', authority.certificate), '-verify_hostname', 'example.com']

  expect(() => openssl(...verify, file('server.pem', server.certificate))).toThrow(/hostname mismatch/)
})

test('it is told from one of another authority of the same name', async () => {
  const other = await createAuthority({ name: 'Test authority', ...VALID })
  const both = file('both.pem', other.certificate + authority.certificate)

  expect(openssl('verify', '-CAfile', both, file('server.pem', server.certificate))).toContain('OK')
  const certificate = new X509Certificate(server.certificate)
  expect(certificate.checkIssued(new X509Certificate(authority.certificate))).toBe(true)
  expect(certificate.checkIssued(new X509Certificate(other.certificate))).toBe(false)
})

test('an authority is one, and signs no further authorities', async () => {
  const text = openssl('x509', '-noout', '-text', '-in', file('ca.pem', authority.certificate))

  expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/)
  expect(text).toMatch(/Key Usage: critical\s+Certificate Sign\n/)
  expect(text).toMatch(/Subject Key Identifier/)
})

test('a signer of specifications cannot pass for the server that hands them out', async () => {
  const signer = await createSigner(authority, { name: 'signer.example.com', ...VALID })
  const certificate = new X509Certificate(signer.certificate)

  expect(certificate.subjectAltName).toBe('DNS:signer.example.com')
  expect(certificate.checkHost('localhost')).toBeUndefined()
})

test('dates from 2050 on are kept', async () => {
  const notAfter = new Date('2061-02-03T04:05:06Z')
  const late = await createAuthority({ name: 'Late', notBefore: new Date('2049-12-31T23:59:59Z'), notAfter })

  expect(new X509Certificate(late.certificate).validToDate).toEqual(notAfter)
})
