import { expect, test } from 'vitest'
import { serverName, serverNames } from './server-names.ts'

test.each([
  ['Deploy.Example.COM', 'deploy.example.com'],
  ['*.example.com', '*.example.com'],
  ['192.0.2.1', '192.0.2.1'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
])('%s is written %s', (text, name) => {
  expect(serverName(text)).toBe(name)
})

test.each(['', 'a b', 'a_b', '-a.example.com', 'a..b', 'a.*.com', `${'a'.repeat(64)}.com`, 'fe80::1%eth0', 'a\0.com'])(
  '%j is no name for a server',
  (text) => {
    expect(serverName(text)).toBeUndefined()
  },
)

test('a certificate is good for loopback, where it listens, what was asked for, and the machine', () => {
  const machine = { hostname: 'Build-7', addresses: ['192.0.2.7', 'fd00::7', 'fe80::7', '169.254.3.4'] }

  expect(serverNames('192.0.2.8', ['deploy.example.com'], machine)).toEqual([
    'localhost',
    '127.0.0.1',
    '::1',
    '192.0.2.8',
    'deploy.example.com',
    'build-7',
    '192.0.2.7',
    'fd00::7',
  ])
})

test.each(['0.0.0.0', '::'])('%s stands for all addresses and is itself none; each name is there once', (listen) => {
  const machine = { hostname: 'localhost', addresses: ['127.0.0.1', '192.0.2.7'] }

  expect(serverNames(listen, ['192.0.2.7'], machine)).toEqual(['localhost', '127.0.0.1', '::1', '192.0.2.7'])
})

test('a host name that no certificate can hold is left out', () => {
  expect(serverNames('127.0.0.1', [], { hostname: 'my_laptop', addresses: [] })).toEqual([
    'localhost',
    '127.0.0.1',
    '::1',
  ])
})
