/** Keys are ordered by their UTF-8 bytes, which is the order of their code points. */

const LAST = 0x10ffff

/** The least text that is greater than every text starting with `prefix`; undefined when there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix]
  while (points.length > 0) {
    const point = points.pop()?.codePointAt(0) ?? LAST
    // U+D800 to U+DFFF are no characters.
    if (point < LAST) return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1)
  }
  return undefined
}

/** Less than zero when `a` comes before `b`. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'))
}
