import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addressAt,
  chooseSubnet,
  formatSubnet,
  freeAddress,
  gatewayOf,
  hardwareAddress,
  indexOf,
  overlap,
  parseSubnet,
} from './addresses.ts'

const subnet = { network: '10.213.4.0', prefixLength: 24 }

test('the first address is the gateway, the next ones are instances', () => {
  expect(gatewayOf(subnet)).toBe('10.213.4.1')
  expect(freeAddress(subnet, new Set(['10.213.4.2', '10.213.4.3']))).toBe('10.213.4.4')
})

test('a full subnet has no free address', () => {
  const taken = new Set(Array.from({ length: 253 }, (_, index) => addressAt(subnet, index + 2)))

  expect(freeAddress(subnet, taken)).toBeUndefined()
})

test.each([
  ['10.213.4.1', undefined],
  ['10.213.4.2', 2],
  ['10.213.4.254', 254],
  ['10.213.4.255', undefined],
  ['10.213.5.2', undefined],
  ['nonsense', undefined],
])('%s is instance number %s', (address, index) => {
  expect(indexOf(subnet, address)).toBe(index)
})

test.each(['10.213.4.1/24', '10.213.4.0', '10.213.4.0/31', '300.0.0.0/8', 'x'])('%j is no subnet', (text) => {
  expect(parseSubnet(text)).toBeUndefined()
})

test('a subnet survives parsing and formatting', () => {
  expect(parseSubnet(formatSubnet(subnet))).toEqual(subnet)
})

test('a subnet that a route of the machine leads to is never chosen', () => {
  const used = fc.array(
    fc.record({
      network: fc.constantFrom('10.213.7.0', '10.0.0.0', '10.214.0.0', '192.168.0.0'),
      prefixLength: fc.constantFrom(8, 16, 24),
    }),
  )

  fc.assert(
    fc.property(fc.nat(100_000), used, (seed, others) => {
      const chosen = chooseSubnet(seed, others)

      expect(chosen && others.some((other) => overlap(chosen, other))).not.toBe(true)
    }),
  )
})

test('a machine whose routes cover all candidates gets none', () => {
  expect(chooseSubnet(5, [{ network: '10.0.0.0', prefixLength: 8 }])).toBeUndefined()
})

test('hardware addresses are told by the address', () => {
  expect(hardwareAddress('10.213.4.2')).toBe('02:54:0a:d5:04:02')
})
