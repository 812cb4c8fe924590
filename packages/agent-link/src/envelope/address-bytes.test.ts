import { expect, test } from 'vitest'
import { addressBytes } from './address-bytes.ts'

test.each([
  ['192.0.2.1', 'c0000201'],
  ['::', '00000000000000000000000000000000'],
  ['::1', '00000000000000000000000000000001'],
  ['fd00::', 'fd000000000000000000000000000000'],
  ['2001:db8::A:1', '20010db80000000000000000000a0001'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
])('%s has the bytes %s', (address, bytes) => {
  expect(Buffer.from(addressBytes(address)).toString('hex')).toBe(bytes)
})
