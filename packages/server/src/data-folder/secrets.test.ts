import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomIds } from '@towpath/base'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { folderSealingKey, rootKey } from './secrets.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-secrets-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('the root key is made once, kept for the owner alone, and found again', async () => {
  const first = await rootKey(folder, randomIds, {})
  const second = await rootKey(folder, randomIds, {})

  expect(first).toMatchObject({ made: true, accessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/) })
  expect(second).toEqual({ ...first, made: false })
  expect((await stat(join(folder, 'root-credentials.json'))).mode & 0o777).toBe(0o600)
})

test('a preset root key is used, and kept for the command line', async () => {
  const preset = { TOWPATH_ROOT_ACCESS_KEY_ID: 'AKIAPRESETPRESETPRES', TOWPATH_ROOT_SECRET_ACCESS_KEY: 'preset-secret' }

  const key = await rootKey(folder, randomIds, preset)

  expect(key).toEqual({ accessKeyId: 'AKIAPRESETPRESETPRES', secretAccessKey: 'preset-secret', made: false })
  expect(JSON.parse(await readFile(join(folder, 'root-credentials.json'), 'utf8'))).toMatchObject({
    secretAccessKey: 'preset-secret',
  })
})

test('half a preset key is refused', async () => {
  await expect(rootKey(folder, randomIds, { TOWPATH_ROOT_ACCESS_KEY_ID: 'AKIAPRESETPRESETPRES' })).rejects.toThrow(
    /together/,
  )
})

test('a root key file that cannot be read is told without its content', async () => {
  await writeFile(join(folder, 'root-credentials.json'), '{"accessKeyId": "AKIASECRETSECRETSECR"')

  await expect(rootKey(folder, randomIds, {})).rejects.toThrow(/root-credentials.json/)
  await expect(rootKey(folder, randomIds, {})).rejects.not.toThrow(/AKIASECRET/)
})

test('what was sealed before a restart can be opened after it', async () => {
  const sealed = (await folderSealingKey(folder, {})).seal('text', 'test')

  expect((await folderSealingKey(folder, {})).open(sealed, 'test')).toBe('text')
})

test('control planes that are given the same sealing key open what another has sealed', async () => {
  const given = { TOWPATH_SEALING_KEY: randomBytes(32).toString('base64') }
  const sealed = (await folderSealingKey(folder, given)).seal('text', 'test')

  const another = await folderSealingKey(join(folder, 'another'), given)

  expect(another.open(sealed, 'test')).toBe('text')
  expect(await readdir(folder)).toEqual([])
})

test.each(['', 'short', randomBytes(31).toString('base64'), 'x'.repeat(44)])(
  'a sealing key of another form is refused without being repeated (%#)',
  async (TOWPATH_SEALING_KEY) => {
    const refused = folderSealingKey(folder, { TOWPATH_SEALING_KEY })

    await expect(refused).rejects.toThrow('TOWPATH_SEALING_KEY takes 32 random bytes in base64')
    if (TOWPATH_SEALING_KEY) await expect(refused).rejects.not.toThrow(TOWPATH_SEALING_KEY)
  },
)
