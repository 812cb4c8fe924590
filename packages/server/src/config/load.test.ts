import { UsageError } from '@towpath/base'
import { expect, test } from 'vitest'
import { environmentName, FIELDS } from './fields.ts'
import { loadConfig } from './load.ts'

test('a flag is stronger than the environment, which is stronger than the file', () => {
  const sources = {
    flags: { account: '111111111111' },
    environment: { TOWPATH_ACCOUNT: '222222222222', TOWPATH_REGION: 'eu-west-1' },
  }

  const config = loadConfig({ ...sources, file: { region: 'us-west-2', data: '/srv/towpath' } })

  expect(config).toMatchObject({ account: '111111111111', region: 'eu-west-1', data: '/srv/towpath' })
})

test('every setting has a flag, an environment variable of its own, and a line of help', () => {
  const fields = Object.values(FIELDS)

  expect(new Set(fields.map((field) => environmentName(field.flag))).size).toBe(fields.length)
  for (const field of fields) expect(field.help).not.toBe('')
})

test.each([
  ['listen', '4600'],
  ['listen', '127.0.0.1:99999'],
  ['listen', 'a b:1'],
  ['account', '1234'],
  ['region', 'somewhere'],
  ['database', 'mysql://x'],
  ['driver', 'podman'],
  ['builds', 'podman'],
  ['dockerSocket', 'docker.sock'],
  ['buildImage', '-rm'],
  ['githubApi', 'github.example.com'],
  ['githubApi', 'https://ada:hunter2@github.example.com'],
  ['insecureHttp', 'perhaps'],
  ['keepDays', '-1'],
  ['keepDays', 'long'],
  ['data', ''],
  ['tlsNames', 'deploy.example.com,not a name'],
  ['tlsNames', ''],
  ['tlsCert', ''],
])('%s refuses %j with a sentence that names the flag', (name, value) => {
  const flag = FIELDS[name as keyof typeof FIELDS].flag

  expect(() => loadConfig({ flags: { [name]: value }, environment: {} })).toThrow(UsageError)
  expect(() => loadConfig({ flags: { [name]: value }, environment: {} })).toThrow(flag)
})

test('a setting that does not exist is refused with those that do', () => {
  expect(() => loadConfig({ flags: {}, environment: {}, file: { prot: 1 } })).toThrow(/"prot".*listen/)
})

test('a password in a database address is not repeated in the error', () => {
  const load = () => loadConfig({ flags: { database: 'mysql://ada:hunter2@db/x' }, environment: {} })

  expect(load).toThrow(/postgres:/)
  expect(load).not.toThrow(/hunter2/)
})
