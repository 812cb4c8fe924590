import { createHash, createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodyStream } from './body-stream.ts'
import type { BodyClaim } from './request.ts'
import { codeOf } from './testing.ts'

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')
const read = (body: BodyClaim, pieces: Iterable<Buffer | string>, service = 's3') => {
  const verified = bodyStream({ service, body }, Readable.from([...pieces].map((piece) => Buffer.from(piece))))
  return buffer(verified.stream).then((content) => ({ content: content.toString(), trailers: verified.trailers() }))
}

describe('a hashed body', () => {
  test('is handed on when it is what was signed', async () => {
    const { content } = await read({ kind: 'hashed', sha256: sha256('hello') }, ['hel', 'lo'])

    expect(content).toBe('hello')
  })

  test.each([
    ['s3', 'XAmzContentSHA256Mismatch'],
    ['codedeploy', 'InvalidSignatureException'],
  ])('of %s ends in %s when it is not', async (service, code) => {
    expect(await codeOf(read({ kind: 'hashed', sha256: sha256('hello') }, ['hellO'], service))).toBe(code)
  })
})

test('a source that fails fails the content', async () => {
  const source = new Readable({ read() {} })
  const { stream } = bodyStream({ service: 's3', body: { kind: 'hashed', sha256: sha256('') } }, source)
  source.destroy(new Error('connection lost'))

  expect(await codeOf(buffer(stream))).toBe('connection lost')
})

test('a source that closes before its end fails the content', async () => {
  const source = new Readable({ read() {} })
  const { stream } = bodyStream({ service: 's3', body: { kind: 'hashed', sha256: sha256('') } }, source)
  source.destroy()

  expect(await codeOf(buffer(stream))).not.toBe('accepted')
})

test('a refused body leaves its source open, for the answer', async () => {
  const source = Readable.from([Buffer.from('zz\r\n'), Buffer.from('more')])
  const { stream } = bodyStream({ service: 's3', body: chunked({ decodedLength: 2 }) }, source)

  expect(await codeOf(buffer(stream))).toBe('InvalidRequest')
  expect(source.destroyed).toBe(false)
})

const seed = {
  signature: 'f'.repeat(64),
  timestamp: '20260102T030405Z',
  scope: '20260102/eu-west-1/s3/aws4_request',
  sign: (text: string) => createHmac('sha256', 'key').update(text).digest('hex'),
}

function chunked(options: { signed?: boolean; trailer?: string; decodedLength: number }): BodyClaim {
  return {
    kind: 'chunked',
    signed: options.signed ?? false,
    trailer: options.trailer !== undefined || !options.signed,
    decodedLength: options.decodedLength,
    trailerNames: options.trailer ? [options.trailer] : [],
    ...(options.signed ? { seed } : {}),
  }
}

/** The framing as a client writes it; `chunks` without the last, empty one. */
function framed(chunks: string[], options: { signed?: boolean; trailer?: [string, string] } = {}): string {
  let previous = seed.signature
  const frame = (data: string) => {
    const size = Buffer.byteLength(data).toString(16)
    if (!options.signed) return `${size}\r\n${data}${data === '' ? '' : '\r\n'}`
    previous = seed.sign(
      `AWS4-HMAC-SHA256-PAYLOAD\n${seed.timestamp}\n${seed.scope}\n${previous}\n${sha256('')}\n${sha256(data)}`,
    )
    return `${size};chunk-signature=${previous}\r\n${data}${data === '' ? '' : '\r\n'}`
  }
  let text = [...chunks, ''].map(frame).join('')
  if (options.trailer) {
    text += `${options.trailer.join(':')}\r\n`
    if (options.signed) {
      const digest = sha256(`${options.trailer.join(':')}\n`)
      const signature = seed.sign(`AWS4-HMAC-SHA256-TRAILER\n${seed.timestamp}\n${seed.scope}\n${previous}\n${digest}`)
      text += `x-amz-trailer-signature:${signature}\r\n`
    }
  }
  return `${text}\r\n`
}

const CRC: [string, string] = ['x-amz-checksum-crc32', 'NhCmhg==']
const name = CRC[0]

test('content and trailers of an aws-chunked body come out however the network cuts it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 4 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 30 }),
      async (chunks, signed, step) => {
        const wire = Buffer.from(framed(chunks, { signed, trailer: CRC }))
        const pieces = Array.from({ length: Math.ceil(wire.length / step) }, (_, i) =>
          wire.subarray(i * step, (i + 1) * step),
        )
        const decodedLength = Buffer.byteLength(chunks.join(''))

        const { content, trailers } = await read(chunked({ signed, trailer: name, decodedLength }), pieces)

        expect(content).toBe(chunks.join(''))
        expect(trailers).toEqual({ [name]: CRC[1] })
      },
    ),
    { numRuns: 200 },
  )
})

test('no byte of a signed body with a signed trailer can be changed or left out', async () => {
  const wire = framed(['hello', 'world'], { signed: true, trailer: CRC })
  const body = chunked({ signed: true, trailer: name, decodedLength: 10 })
  // The last line ends may be missing: the signature before them shows that all is there.
  const covered = wire.trimEnd().length

  for (let at = 0; at < covered; at++) {
    // Case of hex digits in a size, and spaces around a trailer's value, mean nothing.
    const flipped = `${wire.slice(0, at)}${String.fromCharCode(wire.charCodeAt(at) ^ 1)}${wire.slice(at + 1)}`
    expect(await codeOf(read(body, [flipped])), `byte ${at} changed`).not.toBe('accepted')
    expect(await codeOf(read(body, [wire.slice(0, at)])), `cut at ${at}`).not.toBe('accepted')
  }
})

describe('an aws-chunked body is refused', () => {
  const plain = chunked({ trailer: name, decodedLength: 5 })
  const crc = `${CRC.join(':')}\r\n\r\n`

  test.each([
    ['cut within a chunk', plain, '5\r\nhel', 'IncompleteBody'],
    ['cut before its last chunk', plain, '5\r\nhello\r\n', 'IncompleteBody'],
    ['empty', plain, '', 'IncompleteBody'],
    ['with less content than declared', plain, `4\r\nhell\r\n0\r\n${crc}`, 'IncompleteBody'],
    ['with more content than declared', plain, `6\r\nhello!\r\n0\r\n${crc}`, 'IncompleteBody'],
    ['with a size beyond all bounds', plain, 'fffffffffffffffff\r\n', 'InvalidRequest'],
    ['with a negative size', plain, '-5\r\nhello', 'InvalidRequest'],
    ['with a chunk longer than its size', plain, '4\r\nhello\r\n0\r\n', 'InvalidRequest'],
    ['with a bare line feed after a size', plain, '5\nhello\r\n', 'InvalidRequest'],
    ['with an endless size line', plain, '0'.repeat(300), 'InvalidRequest'],
    ['with a signature nobody announced', plain, `5;chunk-signature=${'0'.repeat(64)}\r\nhello\r\n`, 'InvalidRequest'],
    ['with an endless trailer', plain, `5\r\nhello\r\n0\r\n${'x'.repeat(20_000)}`, 'InvalidRequest'],
    ['without the trailer it announced', plain, '5\r\nhello\r\n0\r\n\r\n', 'MalformedTrailerError'],
    [
      'with a trailer it did not announce',
      plain,
      `5\r\nhello\r\n0\r\nx-amz-acl:public\r\n${crc}`,
      'MalformedTrailerError',
    ],
    ['with a trailer twice', plain, `5\r\nhello\r\n0\r\n${CRC.join(':')}\r\n${crc}`, 'MalformedTrailerError'],
    ['with a trailer cut short', plain, `5\r\nhello\r\n0\r\n${CRC.join(':')}`, 'MalformedTrailerError'],
    [
      'unsigned where signed was announced',
      chunked({ signed: true, decodedLength: 5 }),
      '5\r\nhello\r\n0\r\n\r\n',
      'SignatureDoesNotMatch',
    ],
    [
      'with data after its end',
      chunked({ signed: true, decodedLength: 5 }),
      `${framed(['hello'], { signed: true })}more`,
      'IncompleteBody',
    ],
  ])('%s', async (_name, body, wire, code) => {
    expect(await codeOf(read(body, [wire]))).toBe(code)
  })
})

test('an aws-chunked body of any size is read with little memory', async () => {
  const piece = Buffer.alloc(1024 * 1024, 'x')
  const pieces = 256
  async function* wire() {
    yield Buffer.from(`${(piece.length * pieces).toString(16)}\r\n`)
    for (let i = 0; i < pieces; i++) yield piece
    yield Buffer.from('\r\n0\r\n\r\n')
  }
  const body = chunked({ decodedLength: piece.length * pieces })
  const { stream } = bodyStream({ service: 's3', body }, Readable.from(wire()))
  const before = process.memoryUsage().arrayBuffers
  let read = 0
  let most = 0

  for await (const bytes of stream) {
    read += bytes.length
    most = Math.max(most, process.memoryUsage().arrayBuffers - before)
  }

  expect(read).toBe(piece.length * pieces)
  expect(most).toBeLessThan(64 * 1024 * 1024)
})
