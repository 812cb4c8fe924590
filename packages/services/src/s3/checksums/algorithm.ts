import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { crc32c } from './crc32c.ts'
import { CRC64_START, crc64nvme } from './crc64nvme.ts'

/** A checksum in the making. */
export interface Digest {
  update(bytes: Uint8Array): void
  /** Once, at the end. Big-endian, as S3 encodes it. */
  digest(): Buffer
}

interface Definition {
  start(): Digest
  /** Bytes. */
  length: number
  /** CRCs of parts can be made one of the whole: reflected polynomial and width. */
  crc?: { polynomial: bigint; width: number }
}

/** The checksum algorithms served. S3 knows three more (XXHASH), which no client uses unless told to. */
export const ALGORITHMS = {
  CRC32: { start: startCrc32, length: 4, crc: { polynomial: 0xedb88320n, width: 32 } },
  CRC32C: { start: startCrc32c, length: 4, crc: { polynomial: 0x82f63b78n, width: 32 } },
  CRC64NVME: { start: startCrc64, length: 8, crc: { polynomial: 0x9a6c9329ac4bc9b5n, width: 64 } },
  MD5: { start: () => createHash('md5'), length: 16 },
  SHA1: { start: () => createHash('sha1'), length: 20 },
  SHA256: { start: () => createHash('sha256'), length: 32 },
  SHA512: { start: () => createHash('sha512'), length: 64 },
} as const satisfies Record<string, Definition>

export type Algorithm = keyof typeof ALGORITHMS

export function definitionOf(algorithm: Algorithm): Definition {
  return ALGORITHMS[algorithm]
}

export function isAlgorithm(name: string): name is Algorithm {
  return Object.hasOwn(ALGORITHMS, name)
}

export const ALGORITHM_NAMES = Object.keys(ALGORITHMS) as Algorithm[]

/** `x-amz-checksum-crc32` */
export function headerOf(algorithm: Algorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`
}

function startCrc32(): Digest {
  let crc = 0
  return {
    update: (bytes) => {
      crc = crc32(bytes, crc)
    },
    digest: () => uint32(crc),
  }
}

function startCrc32c(): Digest {
  let crc = 0
  return {
    update: (bytes) => {
      crc = crc32c(bytes, crc)
    },
    digest: () => uint32(crc),
  }
}

function startCrc64(): Digest {
  let crc = CRC64_START
  return {
    update: (bytes) => {
      crc = crc64nvme(bytes, crc)
    },
    digest: () => Buffer.concat([uint32(crc.high), uint32(crc.low)]),
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
