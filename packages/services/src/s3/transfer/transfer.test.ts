import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type BlobStore, diskBlobs } from '@towpath/storage'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { receive } from './receive.ts'
import { contentOf, cut } from './send.ts'

let folder: string
let blobs: BlobStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-transfer-'))
  blobs = diskBlobs(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const expected = { algorithm: 'CRC64NVME', checksum: () => undefined } as const
const never = new AbortController().signal

test('a body of any size is received and sent with little memory', async () => {
  const MIB = 1024 * 1024
  const pieces = 256
  async function* body() {
    for (let i = 0; i < pieces; i++) yield Buffer.alloc(MIB, i)
  }
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before)
  }, 5)

  const { blob } = await receive(blobs, Readable.from(body()), expected, never)
  let sent = 0
  const segment = { sha256: blob.sha256, offset: 0, length: blob.size }
  for await (const piece of await contentOf(blobs, [segment, segment])) sent += piece.length
  clearInterval(watch)

  expect(sent).toBe(2 * pieces * MIB)
  expect(most).toBeLessThan(100 * MIB)
})

test('a body shorter than declared is refused and leaves nothing', async () => {
  const call = receive(blobs, Readable.from([Buffer.from('abc')]), { ...expected, length: 4 }, never)

  await expect(call).rejects.toMatchObject({ code: 'IncompleteBody' })
  for await (const { sha256 } of blobs.list()) expect.unreachable(`${sha256} was left`)
})

test('a body declared longer than allowed is refused unread', async () => {
  const body = new Readable({
    read() {
      throw new Error('it was read')
    },
  })

  await expect(receive(blobs, body, { ...expected, length: 6 * 1024 ** 3 }, never)).rejects.toMatchObject({
    code: 'EntityTooLarge',
  })
})

test('any range of any segments is what the whole would give', async () => {
  const names: { sha256: string; length: number }[] = []
  for (const text of ['hello', 'wonderful', 'world!']) {
    const { blob } = await receive(blobs, text, expected, never)
    names.push({ sha256: blob.sha256, length: blob.size })
  }
  const segment = fc
    .record({ blob: fc.nat(2), start: fc.nat(4), size: fc.integer({ min: 1, max: 5 }) })
    .map(({ blob, start, size }) => {
      const { sha256 = '', length = 0 } = names[blob] ?? {}
      return { sha256, offset: start, length: Math.min(size, length - start) }
    })
  await fc.assert(
    fc.asyncProperty(
      fc.array(segment, { minLength: 1, maxLength: 4 }),
      fc.nat(20),
      fc.nat(20),
      async (segments, a, b) => {
        const whole = await buffer(await contentOf(blobs, segments))
        const start = Math.min(a, whole.length - 1)
        const end = Math.min(start + b, whole.length - 1)

        const part = await buffer(await contentOf(blobs, segments, { start, end }))
        expect(part.toString()).toBe(whole.subarray(start, end + 1).toString())
        expect(cut(segments, { start, end }).reduce((sum, each) => sum + each.length, 0)).toBe(end - start + 1)
      },
    ),
    { numRuns: 60 },
  )
})

test('content whose blob is missing is told of before anything is sent', async () => {
  await expect(contentOf(blobs, [{ sha256: '0'.repeat(64), offset: 0, length: 1 }])).rejects.toMatchObject({
    code: 'BLOB_NOT_FOUND',
  })
})
