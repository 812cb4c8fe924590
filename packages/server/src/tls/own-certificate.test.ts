import { X509Certificate } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, randomIds, silentLogger } from '@towpath/base'
import { expect, test } from 'vitest'
import { ownCertificate } from './own-certificate.ts'
import { DAY, NOW, temporaryFolder, warningsOf } from './testing.ts'

const folder = temporaryFolder()
const NAMES = ['localhost', '127.0.0.1', '::1', 'deploy.example.com', '2001:db8::1']

function source(options: { names?: string[]; now?: number; log?: typeof silentLogger } = {}) {
  const { names = NAMES, now = NOW, log = silentLogger } = options
  const clock: Clock = { now: () => now, sleep: async () => {} }
  return ownCertificate(folder.path, { names: () => names, clock, ids: randomIds, log })
}

test('the certificate is signed by the authority in the folder, for all names, and kept for the owner alone', async () => {
  const { caFile, current } = source()

  const { leaf, notAfter } = await current()

  expect(caFile).toBe(join(folder.path, 'ca.pem'))
  expect(leaf.issuer).toMatch(/^CN=Towpath authority /)
  expect(leaf.checkHost('deploy.example.com')).toBe('deploy.example.com')
  for (const address of ['127.0.0.1', '::1', '2001:db8::1']) expect(leaf.checkIP(address)).toBeDefined()
  expect(leaf.checkHost('example.com')).toBeUndefined()
  expect(leaf.ca).toBe(false)
  expect(notAfter - NOW).toBeGreaterThan(300 * DAY)
  expect((await stat(join(folder.path, 'server.pem'))).mode & 0o777).toBe(0o600)
})

test('it is found again after a restart', async () => {
  const first = await source().current()

  expect((await source({ now: NOW + DAY }).current()).chain).toBe(first.chain)
})

test('names that are wanted no longer are no reason for another; a name that is missing is', async () => {
  const first = await source().current()

  expect((await source({ names: ['localhost'] }).current()).chain).toBe(first.chain)
  const renamed = await source({ names: ['localhost', '192.0.2.9'] }).current()
  expect(renamed.leaf.checkIP('192.0.2.9')).toBe('192.0.2.9')
  expect(renamed.leaf.checkHost('deploy.example.com')).toBeUndefined()
})

test('well before its end it is replaced by one of the same authority, with a new key', async () => {
  const first = await source().current()

  const later = await source({ now: first.notAfter - 59 * DAY }).current()

  expect(later.notAfter).toBeGreaterThan(first.notAfter)
  expect(later.leaf.issuer).toBe(first.leaf.issuer)
  expect(later.privateKey).not.toBe(first.privateKey)
})

test('when the authority was replaced, so is the certificate', async () => {
  const first = await source().current()
  await Promise.all(['ca.pem', 'ca-key.pem'].map((name) => rm(join(folder.path, name))))

  const second = await source().current()

  const authority = new X509Certificate(await readFile(join(folder.path, 'ca.pem')))
  expect(second.leaf.verify(authority.publicKey)).toBe(true)
  expect(first.leaf.verify(authority.publicKey)).toBe(false)
})

test.each([
  ['cut short', (text: string) => text.slice(0, text.length / 2)],
  ['without its key', (text: string) => text.slice(0, text.indexOf('-----BEGIN PRIVATE KEY'))],
  ['empty', () => ''],
])('a file that is %s is replaced, and the log says so', async (_how, damage) => {
  const first = await source().current()
  const path = join(folder.path, 'server.pem')
  await writeFile(path, damage(await readFile(path, 'utf8')))
  const { log, warnings } = warningsOf(silentLogger)

  const second = await source({ log }).current()

  expect(second.leaf.serialNumber).not.toBe(first.leaf.serialNumber)
  expect((await source().current()).chain).toBe(second.chain)
  expect(warnings).toEqual([expect.stringContaining('server.pem')])
})

test('a key that belongs to another certificate is not used', async () => {
  const first = await source().current()
  await rm(join(folder.path, 'server.pem'))
  const second = await source().current()
  await writeFile(join(folder.path, 'server.pem'), first.chain + second.privateKey)

  const third = await source().current()

  expect(third.leaf.serialNumber).not.toBe(first.leaf.serialNumber)
})
