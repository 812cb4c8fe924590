import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LogTail } from './log-tail.ts'

function tailOf(entries: string[]): string {
  const tail = new LogTail()
  for (const entry of entries) tail.append(entry)
  return tail.toString()
}

test('short logs are kept whole', () => {
  expect(tailOf(['LifecycleEvent - Install\n', 'Script - a.sh\n', '[stdout]x'])).toBe(
    'LifecycleEvent - Install\nScript - a.sh\n[stdout]x',
  )
})

test('of lines with 72 characters the newest 28 are kept', () => {
  const lines = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(71, '.').concat('\n'))

  expect(tailOf(lines)).toBe(lines.slice(-28).join(''))
})

test('a last line of 2048 characters leaves nothing, one of 2047 is kept', () => {
  expect(tailOf(['before\n', 'x'.repeat(2048)])).toBe('')
  expect(tailOf(['before\n', 'x'.repeat(2047)])).toBe(`before\n${'x'.repeat(2047)}`)
})

test('the newest line is not counted, so that about 4 KB can be reported', () => {
  expect(tailOf(['a'.repeat(1023), 'b'.repeat(2047)])).toHaveLength(3070)
  expect(tailOf(['a'.repeat(1024), 'b'.repeat(2047)])).toHaveLength(2047)
})

test('characters beyond the basic plane count once', () => {
  expect(tailOf(['😀'.repeat(2047)])).not.toBe('')
})

test('an entry stays exactly while what is between it and the newest, plus twice its own length, is below 2048', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 2, maxLength: 40 }), (lengths) => {
      const stays = (k: number, end: number) => {
        const between = lengths.slice(k + 1, end).reduce((sum, length) => sum + length, 0)
        return between + 2 * (lengths[k] ?? 0) < 2048
      }
      // Entries are dropped for good at each append, so an entry must have qualified each time since.
      let first = 0
      for (let end = 1; end < lengths.length; end++) {
        let kept = end
        while (kept > first && stays(kept - 1, end)) kept -= 1
        first = kept
      }

      const entries = lengths.map((length, i) => String.fromCharCode(97 + (i % 26)).repeat(length))
      expect(tailOf(entries)).toBe(entries.slice(first).join(''))
    }),
  )
})
