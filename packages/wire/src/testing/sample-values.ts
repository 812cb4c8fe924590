import { isStreaming, type Member, type Shape } from '../schema/shape.ts'

/** A foreseeable source of small numbers. */
export type Dice = (below: number) => number

export function dice(seed: number): Dice {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >>> 8) % below
  }
}

const MAX_DEPTH = 14

/**
 * A value of a shape with every member set, as far as that ends: shapes that contain themselves are left out where
 * they come round. Strings hold what is awkward on the wire, except where HTTP headers carry them.
 */
export function sampleValue(shape: Shape, roll: Dice, member?: Member, within: Shape[] = []): unknown {
  switch (shape.kind) {
    case 'structure': {
      if (within.includes(shape) || within.length > MAX_DEPTH) return undefined
      const chosen = shape.union ? shape.members.slice(0, 1) : shape.members
      const out: Record<string, unknown> = {}
      for (const each of chosen) {
        const value = isStreaming(each) ? undefined : sampleValue(each.shape, roll, each, [...within, shape])
        if (value !== undefined) out[each.name] = value
      }
      const pruned = within.length > 0 && chosen.length > 0 && Object.keys(out).length === 0
      return pruned ? undefined : out
    }
    case 'list': {
      if (within.length > MAX_DEPTH) return undefined
      const count = within.length < 3 ? 2 : 1
      const items = Array.from({ length: count }, () => sampleValue(shape.item.shape, roll, member, [...within, shape]))
      const present = items.filter((item) => item !== undefined)
      return present.length === 0 ? undefined : present
    }
    case 'map': {
      if (within.length > MAX_DEPTH) return undefined
      const value = sampleValue(shape.value.shape, roll, member, [...within, shape])
      return value === undefined ? undefined : { [`k${roll(9)}`]: value }
    }
    case 'blob':
      return new Uint8Array([1, 2, 3, roll(255)])
    case 'timestamp':
      return new Date(1_700_000_000_000 + roll(1e6) * 1000)
    case 'boolean':
      return roll(2) === 1
    case 'number':
      return 1 + roll(1000)
    case 'bigint':
      return 5n
    case 'bigdecimal':
      return '1.5'
    case 'document':
      return { a: 1 }
    case 'unit':
      return undefined
    case 'string':
      return isPlain(member, shape.traits.mediaType) ? `v${roll(1000)}` : ` é&<>"'+ %\n${roll(1000)}`
  }
}

function isPlain(member: Member | undefined, mediaType: string | undefined): boolean {
  const traits = member?.traits ?? {}
  return Boolean(
    traits.httpHeader || traits.httpPrefixHeaders !== undefined || traits.httpLabel || traits.mediaType || mediaType,
  )
}
