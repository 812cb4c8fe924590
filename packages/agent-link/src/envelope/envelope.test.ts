import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createAuthority,
  createSigner,
  EnvelopeRefused,
  type KeyPair,
  signEnvelope,
  signerName,
  verifyEnvelope,
} from './index.ts'

const CONTENT = JSON.stringify({ DeploymentId: 'd-ABC', Text: 'grün' })
const NAME = signerName('us-east-1')
const NOW = new Date('2025-06-01T12:00:00Z')
const VALID = { notBefore: new Date('2025-01-01T00:00:00Z'), notAfter: new Date('2026-01-01T00:00:00Z') }

let dir: string
let authority: KeyPair
let signer: KeyPair

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'envelope-'))
  authority = await createAuthority({ name: 'Test authority', ...VALID })
  signer = await createSigner(authority, { name: NAME, ...VALID })
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function trust(overrides: Partial<Parameters<typeof verifyEnvelope>[1]> = {}) {
  return { authorities: authority.certificate, signerName: NAME, now: NOW, ...overrides }
}

function refusal(payload: string, overrides = {}): string {
  try {
    verifyEnvelope(payload, trust(overrides))
    return 'accepted'
  } catch (error) {
    if (!(error instanceof EnvelopeRefused)) throw error
    return error.reason
  }
}

/** The payload with bytes of its DER replaced. */
function patched(payload: string, change: (der: Buffer) => void): string {
  const der = Buffer.from(payload.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  change(der)
  return `-----BEGIN PKCS7-----\n${der.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END PKCS7-----\n`
}

function file(name: string, text: string): string {
  writeFileSync(join(dir, name), text, { mode: 0o600 })
  return join(dir, name)
}

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] }).toString('utf8')
}

describe('what the control plane signs', () => {
  test('is accepted with its content unchanged', async () => {
    const payload = await signEnvelope(CONTENT, signer, NOW)

    expect(verifyEnvelope(payload, trust())).toBe(CONTENT)
  })

  test('is verified by openssl against the authority', async () => {
    const now = new Date()
    const year = { notBefore: new Date(now.getTime() - 1000), notAfter: new Date(now.getTime() + 86_400_000) }
    const ca = await createAuthority({ name: 'Fresh authority', ...year })
    const payload = await signEnvelope(CONTENT, await createSigner(ca, { name: NAME, ...year }), now)

    const args = ['-inform', 'PEM', '-in', file('ours.pem', payload), '-CAfile', file('ca.pem', ca.certificate)]
    const content = openssl('smime', '-verify', '-binary', '-purpose', 'any', ...args)

    expect(content).toBe(CONTENT)
  })
})

describe('what openssl signs', () => {
  const keys = { rsa: ['rsa:2048'], ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'] }

  test.each(Object.entries(keys))('with an %s key of the authority is accepted', (kind, newkey) => {
    const at = (name: string) => join(dir, `${kind}-${name}`)
    const request = ['req', '-x509', '-nodes', '-days', '1', '-newkey', ...newkey]
    openssl(...request, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=An authority')
    const extensions = ['-addext', `subjectAltName=DNS:${NAME}`, '-addext', 'basicConstraints=critical,CA:FALSE']
    const issuer = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-subj', `/CN=${NAME}`, ...extensions]
    openssl(...request, '-keyout', at('key'), '-out', at('pem'), ...issuer)

    const sign = ['smime', '-sign', '-nodetach', '-binary', '-outform', 'PEM', '-md', 'sha256']
    const payload = openssl(...sign, '-signer', at('pem'), '-inkey', at('key'), '-in', file('data.json', CONTENT))

    const authorities = `${authority.certificate}${readFileSync(at('ca.pem'), 'utf8')}`
    expect(verifyEnvelope(payload, trust({ authorities, now: new Date() }))).toBe(CONTENT)
    expect(refusal(payload, { now: new Date() })).toBe('chain')
  })
})

test('no change of a single byte is ever accepted with other content, and none breaks the reader', async () => {
  const payload = await signEnvelope(CONTENT, signer, NOW)
  const length = Buffer.from(payload.replace(/-----[^-]+-----|\s/g, ''), 'base64').length

  fc.assert(
    fc.property(fc.integer({ min: 0, max: length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = patched(payload, (der) => {
        der[at] = (der[at] ?? 0) ^ change
      })
      try {
        expect(verifyEnvelope(changed, trust())).toBe(CONTENT)
      } catch (error) {
        expect(error).toBeInstanceOf(EnvelopeRefused)
      }
    }),
    { numRuns: 500 },
  )
})

describe('an envelope is refused', () => {
  test('when it is not a PKCS7 PEM block', async () => {
    const payload = await signEnvelope(CONTENT, signer, NOW)

    expect(refusal('')).toBe('format')
    expect(refusal(CONTENT)).toBe('format')
    expect(refusal('-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n')).toBe('format')
    expect(refusal(payload.replaceAll('PKCS7', 'CMS'))).toBe('format')
    expect(refusal(payload + payload)).toBe('format')
    expect(refusal(patched(payload, (der) => der.fill(0, der.length - 400)))).not.toBe('accepted')
  })

  test('when one byte of the content was changed', async () => {
    const payload = await signEnvelope(CONTENT, signer, NOW)

    const changed = patched(payload, (der) => der.write('X', der.indexOf('d-ABC')))

    expect(refusal(changed)).toBe('digest')
  })

  test('when one byte of the signature was changed', async () => {
    const payload = await signEnvelope(CONTENT, signer, NOW)

    const changed = patched(payload, (der) => {
      const last = der.length - 1
      der[last] = (der[last] ?? 0) ^ 1
    })

    expect(refusal(changed)).toBe('signature')
  })

  test('when another authority issued the signer, even one of the same name', async () => {
    const other = await createAuthority({ name: 'Test authority', ...VALID })
    const payload = await signEnvelope(CONTENT, await createSigner(other, { name: NAME, ...VALID }), NOW)

    expect(refusal(payload)).toBe('chain')
  })

  test('when the signer is trusted as a certificate but is no authority', async () => {
    const selfMade = await createSigner(signer, { name: NAME, ...VALID })
    const payload = await signEnvelope(CONTENT, selfMade, NOW)

    expect(refusal(payload, { authorities: signer.certificate })).toBe('chain')
  })

  test('when the signer has another name', async () => {
    const payload = await signEnvelope(
      CONTENT,
      await createSigner(authority, { name: signerName('eu-west-1'), ...VALID }),
      NOW,
    )

    expect(refusal(payload)).toBe('name')
    expect(refusal(payload, { signerName: signerName('eu-west-1') })).toBe('accepted')
  })

  test('before the certificates are valid and after', async () => {
    const payload = await signEnvelope(CONTENT, signer, NOW)

    expect(refusal(payload, { now: new Date('2024-12-31T23:59:59Z') })).toBe('chain')
    expect(refusal(payload, { now: new Date('2026-01-01T00:00:01Z') })).toBe('chain')
  })

  test('when the content, the certificate or the signed attributes are left out', () => {
    const [key, cert, data] = [
      file('s.key', signer.privateKey),
      file('s.pem', signer.certificate),
      file('d.json', CONTENT),
    ]
    const sign = ['smime', '-sign', '-binary', '-outform', 'PEM', '-signer', cert, '-inkey', key, '-in', data]

    expect(refusal(openssl(...sign, '-nodetach'))).toBe('accepted')
    expect(refusal(openssl(...sign))).toBe('content')
    expect(refusal(openssl(...sign, '-nodetach', '-nocerts'))).toBe('signer')
    expect(refusal(openssl(...sign, '-nodetach', '-noattr'))).toBe('signature')
    expect(refusal(openssl(...sign, '-nodetach', '-md', 'sha1'))).toBe('algorithm')
    expect(refusal(openssl(...sign, '-nodetach', '-signer', cert, '-inkey', key))).toBe('signer')
  })
})
