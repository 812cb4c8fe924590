import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { UsageError } from '@towpath/base'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { trustedAuthorities } from './trust.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-trust-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('plain HTTP needs nobody to be trusted', () => {
  expect(trustedAuthorities({ endpoint: 'http://127.0.0.1:4600', caFile: '/nowhere' })).toBeUndefined()
})

test('a control plane with an authority of its own is trusted by that one alone', async () => {
  const caFile = join(folder, 'ca.pem')
  await writeFile(caFile, 'the authority')

  expect(trustedAuthorities({ endpoint: 'https://127.0.0.1:4600', caFile })).toEqual(['the authority'])
})

test('without one, those that everybody trusts are trusted', () => {
  const trusted = trustedAuthorities({ endpoint: 'https://deploy.example.com' })

  expect(trusted).toEqual(expect.arrayContaining(rootCertificates.slice(0, 5)))
})

test('a file that cannot be read is told with what it is for', () => {
  const ask = () => trustedAuthorities({ endpoint: 'https://127.0.0.1:4600', caFile: join(folder, 'ca.pem') })

  expect(ask).toThrow(UsageError)
  expect(ask).toThrow(`Cannot read ${join(folder, 'ca.pem')}, which is to be trusted for https://127.0.0.1:4600`)
})
