import { execFile, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { BlobStore } from '../blobs.ts'
import { diskBlobs } from './disk-blobs.ts'

const program = fileURLToPath(new URL('../testing/putting-process.ts', import.meta.url))

async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-blobs-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex')
const stream = (...chunks: Array<Buffer | string>) => Readable.from(chunks, { objectMode: false })

async function names(blobs: BlobStore): Promise<string[]> {
  const found: string[] = []
  for await (const { sha256 } of blobs.list()) found.push(sha256)
  return found.toSorted()
}

const halfWritten = (folder: string) => readdir(join(folder, 'incoming'))

test('what was put comes back under the hash of its content', async () => {
  await using t = await temporaryFolder()
  const blobs = diskBlobs(t.folder)
  const content = randomBytes(300_000)

  const info = await blobs.put(stream(content.subarray(0, 1), content.subarray(1)))

  expect(info).toEqual({ sha256: sha256(content), size: 300_000 })
  expect((await buffer(await blobs.get(info.sha256))).equals(content)).toBe(true)
  expect(await blobs.has(info.sha256)).toBe(true)
})

test('an empty content is a blob too', async () => {
  await using t = await temporaryFolder()
  const blobs = diskBlobs(t.folder)

  const info = await blobs.put(stream())

  expect(info).toEqual({ sha256: sha256(''), size: 0 })
  expect(await buffer(await blobs.get(info.sha256))).toHaveLength(0)
})

test.each([
  { start: 0, end: 0, expected: '0' },
  { start: 3, end: 5, expected: '345' },
  { start: 8, end: 100, expected: '89' },
])('bytes $start to $end can be read alone', async ({ start, end, expected }) => {
  await using t = await temporaryFolder()
  const blobs = diskBlobs(t.folder)
  const { sha256 } = await blobs.put(stream('0123456789'))

  expect(String(await buffer(await blobs.get(sha256, { start, end })))).toBe(expected)
})

test('another store on the same folder finds it', async () => {
  await using t = await temporaryFolder()
  const { sha256 } = await diskBlobs(t.folder).put(stream('kept'))

  expect(String(await buffer(await diskBlobs(t.folder).get(sha256)))).toBe('kept')
})

test.each(['0'.repeat(64), '../../etc/passwd', 'incoming', `../${'0'.repeat(61)}`, ''])(
  'there is no blob "%s"',
  async (name) => {
    await using t = await temporaryFolder()
    const blobs = diskBlobs(t.folder)

    await expect(blobs.get(name)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' })
    expect(await blobs.has(name)).toBe(false)
  },
)

test('deleting removes it, and a second time changes nothing', async () => {
  await using t = await temporaryFolder()
  const blobs = diskBlobs(t.folder)
  const { sha256 } = await blobs.put(stream('x'))

  await blobs.delete(sha256)
  await blobs.delete(sha256)

  expect(await blobs.has(sha256)).toBe(false)
  expect(await names(blobs)).toEqual([])
})

test('deleting spares what was stored again in the meantime', async () => {
  await using t = await temporaryFolder()
  const clock = { now: () => time, sleep: async () => undefined }
  let time = 1_000_000
  const blobs = diskBlobs(t.folder, clock)
  const { sha256 } = await blobs.put(stream('x'))
  time = 2_000_000
  await blobs.put(stream('x'))

  await blobs.delete(sha256, { storedBefore: 1_500_000 })

  expect(await blobs.has(sha256)).toBe(true)
})

test('the same content put many times at once is kept once, and every put succeeds', async () => {
  await using t = await temporaryFolder()
  const blobs = diskBlobs(t.folder)
  const content = randomBytes(200_000)

  const infos = await Promise.all(Array.from({ length: 20 }, () => blobs.put(stream(content))))

  expect(new Set(infos.map((info) => info.sha256))).toEqual(new Set([sha256(content)]))
  expect(await names(blobs)).toEqual([sha256(content)])
  expect(await halfWritten(t.folder)).toEqual([])
})

test('a blob can be read to its end while it is deleted', async () => {
  await using t = await temporaryFolder()
  const blobs = diskBlobs(t.folder)
  const content = randomBytes(500_000)
  const { sha256 } = await blobs.put(stream(content))

  const reading = await blobs.get(sha256)
  await blobs.delete(sha256)

  expect((await buffer(reading)).equals(content)).toBe(true)
})

test('content longer than the limit is refused, read no further, and leaves nothing', async () => {
  await using t = await temporaryFolder()
  const blobs = diskBlobs(t.folder)
  let produced = 0
  const endless = new Readable({
    highWaterMark: 1000,
    read() {
      produced++
      this.push(Buffer.alloc(1000))
    },
  })

  await expect(blobs.put(endless, { limit: 5_000 })).rejects.toMatchObject({
    code: 'BLOB_TOO_LARGE',
    message: 'The content is longer than the 5000 bytes allowed',
  })

  expect(endless.destroyed).toBe(true)
  expect(produced).toBeLessThan(20)
  expect(await names(blobs)).toEqual([])
  expect(await halfWritten(t.folder)).toEqual([])
})

test('content of exactly the limit is taken', async () => {
  await using t = await temporaryFolder()

  await expect(diskBlobs(t.folder).put(stream('12345'), { limit: 5 })).resolves.toMatchObject({ size: 5 })
})

test('a stream that fails rejects with its error and leaves nothing', async () => {
  await using t = await temporaryFolder()
  const blobs = diskBlobs(t.folder)
  const broken = Readable.from(
    (async function* () {
      yield Buffer.alloc(100_000)
      throw new Error('connection lost')
    })(),
  )

  await expect(blobs.put(broken)).rejects.toThrow('connection lost')
  expect(await names(blobs)).toEqual([])
  expect(await halfWritten(t.folder)).toEqual([])
})

test('a stream that was destroyed before its end rejects and leaves nothing', async () => {
  await using t = await temporaryFolder()
  const blobs = diskBlobs(t.folder)
  const content = new Readable({ read() {} })
  content.push('half')
  const putting = blobs.put(content)

  content.destroy()

  await expect(putting).rejects.toThrow()
  expect(await halfWritten(t.folder)).toEqual([])
})

test.each(['before', 'while'])('a put aborted %s it writes rejects, stops reading and leaves nothing', async (when) => {
  await using t = await temporaryFolder()
  const blobs = diskBlobs(t.folder)
  const abort = new AbortController()
  const content = new Readable({ read() {} })
  content.push(Buffer.alloc(100_000))
  if (when === 'before') abort.abort()

  const putting = blobs.put(content, { signal: abort.signal })
  abort.abort()

  await expect(putting).rejects.toMatchObject({ name: 'AbortError' })
  expect(content.destroyed).toBe(true)
  expect(await names(blobs)).toEqual([])
  expect(await halfWritten(t.folder)).toEqual([])
})

test('memory does not grow with the size of the content', async () => {
  await using t = await temporaryFolder()

  const { stdout } = await promisify(execFile)(process.execPath, [program, t.folder, '300'])
  const { info, memory } = JSON.parse(stdout.split('\n')[1] ?? '')

  expect(info.size).toBe(300 * 1024 * 1024)
  expect((await stat(join(t.folder, info.sha256.slice(0, 2), info.sha256))).size).toBe(300 * 1024 * 1024)
  expect(memory).toBeLessThan(200)
})

test('a put that the disk has no room for rejects and leaves nothing', async () => {
  await using t = await temporaryFolder()
  // No file may grow beyond 1 MiB (2048 blocks of 512 bytes): the write fails as it does on a full disk.
  const limited = ['-c', 'ulimit -f 2048 && exec "$@"', 'sh', process.execPath, program, t.folder, '4']

  const { stdout } = await promisify(execFile)('/bin/sh', limited)

  expect(JSON.parse(stdout.split('\n')[1] ?? '')).toMatchObject({ code: 'EFBIG' })
  expect(await halfWritten(t.folder)).toEqual([])
  expect(await names(diskBlobs(t.folder))).toEqual([])
})

test('a process killed while it writes leaves no blob, and its leftovers are gone after the next opening', async () => {
  await using t = await temporaryFolder()
  const child = spawn(process.execPath, [program, t.folder, '100000'], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  await expect.poll(async () => (await halfWritten(t.folder)).length, { timeout: 30_000 }).toBe(1)

  child.kill('SIGKILL')
  await once(child, 'exit')
  const left = await halfWritten(t.folder)
  const blobs = diskBlobs(t.folder)

  expect(left).toHaveLength(1)
  expect(await halfWritten(t.folder)).toEqual([])
  expect(await names(blobs)).toEqual([])
})

test('files that are not blobs are neither listed nor touched', async () => {
  await using t = await temporaryFolder()
  const blobs = diskBlobs(t.folder)
  const { sha256 } = await blobs.put(stream('x'))
  await writeFile(join(t.folder, sha256.slice(0, 2), 'note.txt'), 'mine')

  expect(await names(blobs)).toEqual([sha256])
  expect(await readFile(join(t.folder, sha256.slice(0, 2), 'note.txt'), 'utf8')).toBe('mine')
})
