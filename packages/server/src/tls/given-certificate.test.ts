import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '@towpath/base'
import { expect, test } from 'vitest'
import { givenCertificate } from './given-certificate.ts'
import { serverPair, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()

async function files(pair: { certificate: string; privateKey: string }) {
  const paths = { cert: join(folder.path, 'cert.pem'), key: join(folder.path, 'key.pem') }
  await writeFile(paths.cert, pair.certificate)
  await writeFile(paths.key, pair.privateKey)
  return paths
}

test('the pair is served as it is, chain included, and no authority of ours is named', async () => {
  const pair = await serverPair()
  const source = givenCertificate(await files({ ...pair, certificate: pair.certificate + pair.ca }))

  const certificate = await source.current()

  expect(certificate).toMatchObject({ chain: pair.certificate + pair.ca, privateKey: pair.privateKey })
  expect(certificate.leaf.subject).toBe('CN=Test')
  expect(source.caFile).toBeUndefined()
})

test('files that changed are read again; while they do not fit each other they are refused', async () => {
  const [old, fresh] = [await serverPair('Old'), await serverPair('Fresh')]
  const source = givenCertificate(await files(old))
  const first = await source.current()
  expect(await source.current()).toBe(first)

  await files({ ...old, certificate: fresh.certificate })
  await expect(source.current()).rejects.toThrow(/belongs to another certificate/)
  await files(fresh)

  expect((await source.current()).leaf.subject).toBe('CN=Fresh')
})

const otherKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

test.each([
  ['a certificate that is none', { certificate: 'no certificate' }, /certificate cannot be used/],
  ['a key that is none', { privateKey: 'no key' }, /private key cannot be used/],
  ["another certificate's key", { privateKey: otherKey() }, /belongs to another certificate/],
  ['no certificate at all', { certificate: '' }, /certificate cannot be used/],
])('%s is refused with the names of both files', async (_what, part, reason) => {
  const paths = await files({ ...(await serverPair()), ...part })

  const error = await givenCertificate(paths)
    .current()
    .catch((thrown) => thrown)

  expect(error).toBeInstanceOf(UsageError)
  expect(error.message).toMatch(reason)
  expect(error.message).toContain(`--tls-cert ${paths.cert} --tls-key ${paths.key}`)
})

test('a key under a passphrase is refused with what to do', async () => {
  const pair = await serverPair()
  const locked = createPrivateKey(pair.privateKey).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'test',
  })
  const paths = await files({ ...pair, privateKey: String(locked) })

  await expect(givenCertificate(paths).current()).rejects.toThrow(/must be one without/)
})

test.each(['cert', 'key'] as const)('a missing --tls-%s is told by its path', async (name) => {
  const paths = { ...(await files(await serverPair())), [name]: '/nowhere/of.pem' }

  await expect(givenCertificate(paths).current()).rejects.toThrow(`Cannot read --tls-${name} /nowhere/of.pem`)
  await expect(givenCertificate(paths).current()).rejects.toThrow(UsageError)
})
