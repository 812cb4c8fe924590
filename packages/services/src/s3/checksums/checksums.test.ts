import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ALGORITHM_NAMES, type Algorithm, definitionOf } from './algorithm.ts'
import { combineCrcs } from './combine-crcs.ts'

function digest(algorithm: Algorithm, ...pieces: Uint8Array[]): string {
  const running = definitionOf(algorithm).start()
  for (const piece of pieces) running.update(piece)
  return running.digest().toString('base64')
}

const hex = (base64: string) => Buffer.from(base64, 'base64').toString('hex')

test.each([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
] as const)('%s of its check string is its check value %s', (algorithm, value) => {
  expect(hex(digest(algorithm, Buffer.from('123456789')))).toBe(value)
})

test.each(ALGORITHM_NAMES)('%s does not depend on how the content is cut', (algorithm) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (content, at) => {
      expect(digest(algorithm, content.subarray(0, at), content.subarray(at))).toBe(digest(algorithm, content))
    }),
  )
})

test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('%s of the whole is made from those of its parts', (algorithm) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }), (parts) => {
      const stretches = parts.map((part) => ({ value: digest(algorithm, part), size: part.length }))

      expect(combineCrcs(algorithm, stretches)).toBe(digest(algorithm, ...parts))
    }),
  )
})

test('hashes of parts make no hash of the whole', () => {
  expect(combineCrcs('SHA256', [{ value: digest('SHA256'), size: 0 }])).toBeUndefined()
})
