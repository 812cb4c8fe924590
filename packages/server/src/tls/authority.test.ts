import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { randomIds, silentLogger, UsageError } from '@towpath/base'
import { expect, test } from 'vitest'
import { folderAuthority } from './authority.ts'
import { DAY, NOW, serverPair, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
const open = (now = NOW) => folderAuthority(folder.path, { ids: randomIds, log: silentLogger, now })
const at = (name: string) => join(folder.path, name)
const mode = async (name: string) => (await stat(at(name))).mode & 0o777

test('an authority is made once, long-lived, and found again', async () => {
  const made = await open()
  const found = await open(NOW + DAY)

  expect(made.leaf.ca).toBe(true)
  expect(made.leaf.subject).toMatch(/^CN=Towpath authority [0-9a-f]{8}$/)
  expect(made.notAfter).toBeGreaterThan(NOW + 9 * 365 * DAY)
  expect(found.chain).toBe(made.chain)
  expect(await readFile(at('ca.pem'), 'utf8')).toBe(made.chain)
})

test('its certificate may be read by all, its key by the owner alone, whatever the process masks', async () => {
  const before = process.umask(0o077)
  try {
    await open()
  } finally {
    process.umask(before)
  }

  expect(await mode('ca.pem')).toBe(0o644)
  expect(await mode('ca-key.pem')).toBe(0o600)
  expect(await readFile(at('ca.pem'), 'utf8')).not.toContain('PRIVATE KEY')
})

test('what a crash has left half-written is not used, and lends its mode to nothing', async () => {
  await writeFile(at('ca-key.pem.new'), '-----BEGIN CERTIFICATE-----\nMIIB', { mode: 0o644 })
  await chmod(at('ca-key.pem.new'), 0o644)

  const made = await open()

  expect((await open()).chain).toBe(made.chain)
  expect(await mode('ca-key.pem')).toBe(0o600)
})

test.each(['lost', 'damaged'])('the certificate for clients is put back when it is %s', async (how) => {
  const made = await open()
  if (how === 'lost') await rm(at('ca.pem'))
  else await writeFile(at('ca.pem'), made.chain.slice(0, 100))

  await open()

  expect(await readFile(at('ca.pem'), 'utf8')).toBe(made.chain)
  expect(await mode('ca.pem')).toBe(0o644)
})

test('no new authority takes the place of one whose key is gone: clients trust the old one', async () => {
  const made = await open()
  await rm(at('ca-key.pem'))

  await expect(open()).rejects.toThrow(UsageError)
  await expect(open()).rejects.toThrow(/ca-key\.pem is missing/)
  expect(await readFile(at('ca.pem'), 'utf8')).toBe(made.chain)
})

test('a damaged key file is refused, and nothing of it is quoted', async () => {
  await open()
  const whole = await readFile(at('ca-key.pem'), 'utf8')
  const half = whole.slice(0, -60)
  await writeFile(at('ca-key.pem'), half)

  const error = await open().catch((reason) => reason)

  expect(error).toBeInstanceOf(UsageError)
  expect(error.message).toContain(at('ca-key.pem'))
  for (const line of half.split('\n').filter((each) => each.length > 20)) expect(error.message).not.toContain(line)
})

test('an authority that has ended, or has not begun, is refused with its date', async () => {
  const { notAfter, leaf } = await open()

  await expect(open(notAfter)).rejects.toThrow(`it ended on ${leaf.validTo}`)
  await expect(open(NOW - 3 * DAY)).rejects.toThrow(/is this machine's clock right/)
})

test('a certificate that is no authority is refused', async () => {
  const { certificate, privateKey } = await serverPair()
  await writeFile(at('ca-key.pem'), certificate + privateKey)

  await expect(open()).rejects.toThrow(/it is no authority/)
})
