import { expect, test } from 'vitest'
import { hostsFile, resolvConf } from './name-service.ts'

const own = { address: '10.213.4.2', hostname: 'ip-10-213-4-2', region: 'us-east-1' }

test('an instance knows itself and the names the machine was taught, but not the machine itself', () => {
  const machine = '# comment\n127.0.0.1 localhost\n127.0.1.1 laptop\n::1 localhost\n10.1.2.3 registry.example\n'

  expect(hostsFile(machine, own)).toBe(
    '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n' +
      '10.213.4.2 ip-10-213-4-2.ec2.internal ip-10-213-4-2\n10.1.2.3 registry.example\n',
  )
})

test('regions other than the first have their own domain', () => {
  expect(hostsFile('', { ...own, region: 'eu-west-1' })).toContain('ip-10-213-4-2.eu-west-1.compute.internal')
})

test.each([
  [
    'servers elsewhere are taken over',
    'nameserver 10.0.0.2\nsearch a.b\n',
    undefined,
    'nameserver 10.0.0.2\nsearch a.b\n',
  ],
  [
    'a resolver on loopback is replaced by what it asks itself',
    'nameserver 127.0.0.53\n',
    'nameserver 10.0.0.2\n',
    'nameserver 10.0.0.2\n',
  ],
  [
    'only the servers on loopback are left out',
    'nameserver 127.0.0.1\nnameserver 9.9.9.9\n',
    undefined,
    'nameserver 9.9.9.9\n',
  ],
])('%s', (_, machine, upstream, expected) => {
  expect(resolvConf(machine, upstream)).toEqual({ text: expected, reachable: true })
})

test('a machine with nothing but a resolver of its own is told apart', () => {
  expect(resolvConf('nameserver 127.0.0.1\n', undefined).reachable).toBe(false)
})
