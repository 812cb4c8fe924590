import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterPrefix, compareKeys } from './key-order.ts'
import { commonPrefix, type Position, startPosition, walk } from './walk.ts'

const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '\ud7ff', '\ue000', '\u{10ffff}'),
  minLength: 1,
  maxLength: 5,
})
const keys = fc.uniqueArray(key, { maxLength: 30 }).map((all) => all.sort(compareKeys).map((each) => ({ key: each })))

/** Reads pages of a list as the database does, and counts what it reads. */
function reader(all: { key: string }[], prefix: string) {
  const found = all.filter((item) => item.key.startsWith(prefix))
  return async (position: Position<never>, limit: number) => {
    const from = 'from' in position ? position.from : 'after' in position ? position.after : position.key
    const inclusive = !('after' in position)
    return found.filter((item) => compareKeys(item.key, from) >= (inclusive ? 0 : 1)).slice(0, limit)
  }
}

function list(all: { key: string }[], prefix: string, delimiter: string, limit: number, marker: string) {
  const start = startPosition(marker, prefix, delimiter)
  const positionAfter = (item: { key: string }) => ({ after: item.key })
  return walk<{ key: string }, never>({ prefix, delimiter, limit, start, page: reader(all, prefix), positionAfter })
}

test('pages of any length show every key or its group once, in order', async () => {
  const prefix = fc.constantFrom('', 'a', 'a/', 'b')
  const delimiter = fc.constantFrom('', '/', 'ab')
  await fc.assert(
    fc.asyncProperty(keys, prefix, delimiter, fc.integer({ min: 1, max: 4 }), async (all, from, by, limit) => {
      const names = all
        .filter((item) => item.key.startsWith(from))
        .map((item) => commonPrefix(item.key, from, by) ?? item.key)
      const seen: string[] = []
      let marker = ''
      for (let page = 0; page < 40; page++) {
        const { entries, truncated } = await list(all, from, by, limit, marker)
        seen.push(...entries.map((entry) => ('item' in entry ? entry.item.key : entry.prefix)))
        expect(entries.length === limit || !truncated).toBe(true)
        if (!truncated) break
        marker = seen.at(-1) ?? ''
      }

      expect(seen).toEqual([...new Set(names)])
    }),
    { numRuns: 300 },
  )
})

test('what a group hides is not read', async () => {
  const all = Array.from({ length: 5000 }, (_, i) => ({ key: `group-${String(i % 5)}/${String(i).padStart(5, '0')}` }))
  all.sort((a, b) => compareKeys(a.key, b.key))
  const page = reader(all, '')
  let read = 0
  const counted = async (position: Position<never>, limit: number) => {
    const items = await page(position, limit)
    read += items.length
    return items
  }

  const { entries } = await walk({
    prefix: '',
    delimiter: '/',
    limit: 10,
    start: { from: '' },
    page: counted,
    positionAfter: (item) => ({ after: item.key }),
  })

  expect(entries).toHaveLength(5)
  expect(read).toBeLessThan(100)
})

test('the text after a prefix is greater than all that start with it, and nothing lies between', () => {
  fc.assert(
    fc.property(key, key, (prefix, other) => {
      const end = afterPrefix(prefix)
      if (end === undefined) return
      expect(compareKeys(prefix + other, end)).toBeLessThan(0)
      if (compareKeys(other, prefix) > 0 && !other.startsWith(prefix))
        expect(compareKeys(other, end)).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('nothing comes after the last of all characters', () => {
  expect(afterPrefix('\u{10ffff}')).toBeUndefined()
  expect(afterPrefix('')).toBeUndefined()
})
