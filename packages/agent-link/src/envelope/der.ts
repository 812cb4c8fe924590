/**
 * Reads DER (X.690): just enough for PKCS#7, and nothing of BER's freedoms. Lengths are definite and as short as they
 * can be, tags have one byte, nothing is nested deeper than anything real.
 */
export interface DerValue {
  /** Class and form included: 0x30 is a SEQUENCE, 0xa0 the first context-specific constructed tag. */
  tag: number
  /** Without tag and length. */
  content: Buffer
  /** With them. */
  whole: Buffer
}

export const TAG = {
  integer: 0x02,
  octetString: 0x04,
  objectIdentifier: 0x06,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context1: 0xa1,
} as const

/** The one value that `bytes` are. Throws when there is none, or more. */
export function readDer(bytes: Buffer): DerValue {
  const value = readNext(bytes, 0)
  if (value.whole.length !== bytes.length) throw new Error('there are bytes after the end')
  return value
}

/** The values inside of a constructed one, which must have that tag. */
export function membersOf(value: DerValue | undefined, tag: number): DerValue[] {
  const { content } = expectTag(value, tag)
  const members: DerValue[] = []
  for (let offset = 0; offset < content.length; ) {
    const member = readNext(content, offset)
    members.push(member)
    offset += member.whole.length
  }
  return members
}

/** The only value inside of a constructed one. */
export function onlyMember(value: DerValue | undefined, tag: number): DerValue {
  const [only, ...more] = membersOf(value, tag)
  if (!only || more.length > 0) throw new Error('one value was expected')
  return only
}

export function expectTag(value: DerValue | undefined, tag: number): DerValue {
  if (value?.tag !== tag) throw new Error(`tag ${tag} was expected, not ${value?.tag ?? 'the end'}`)
  return value
}

/** `1.2.840.113549.1.7.2` */
export function objectIdentifier(value: DerValue | undefined): string {
  const { content } = expectTag(value, TAG.objectIdentifier)
  if (content.length === 0 || content.length > 64) throw new Error('an object identifier has a wrong length')
  const numbers: number[] = []
  let number = 0
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      numbers.push(number)
      number = 0
    }
  }
  const [first = 0, ...rest] = numbers
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - root * 40, ...rest].join('.')
}

function readNext(bytes: Buffer, offset: number): DerValue {
  const tag = byteAt(bytes, offset)
  if ((tag & 0x1f) === 0x1f) throw new Error('tags of several bytes are not read')
  const first = byteAt(bytes, offset + 1)
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (first === 0x80 || lengthBytes > 4) throw new Error('a length is not definite')
  let length = first < 0x80 ? first : 0
  for (let i = 0; i < lengthBytes; i += 1) length = length * 256 + byteAt(bytes, offset + 2 + i)
  if (lengthBytes > 0 && (length < 0x80 || byteAt(bytes, offset + 2) === 0)) throw new Error('a length is too long')
  const start = offset + 2 + lengthBytes
  if (start + length > bytes.length) throw new Error('a value is cut off')
  const end = start + length
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(offset, end) }
}

function byteAt(bytes: Buffer, offset: number): number {
  const byte = bytes[offset]
  if (byte === undefined) throw new Error('a value is cut off')
  return byte
}
