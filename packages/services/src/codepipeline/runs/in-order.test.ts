import type { Database } from '@towpath/storage'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { expect, test } from 'vitest'
import { inOrder } from './in-order.ts'

/** Work that notes its name, and then has others done. */
function noting(db: Database, done: string[], name: string, ...then: (() => Promise<void>)[]) {
  return async () => {
    done.push(name)
    await inOrder(db, then)
  }
}

test('what work brings about comes after all that was said before', async () => {
  await using store = await temporaryStore()
  const done: string[] = []

  await store.transaction((db) =>
    inOrder(db, [
      noting(
        db,
        done,
        'one',
        noting(db, done, 'one.one', noting(db, done, 'one.one.one')),
        noting(db, done, 'one.two'),
      ),
      noting(db, done, 'two', noting(db, done, 'two.one')),
    ]),
  )

  expect(done).toEqual(['one', 'two', 'one.one', 'one.two', 'two.one', 'one.one.one'])
})

test('work that fails fails the whole, and what was left is not done later', async () => {
  await using store = await temporaryStore()
  const done: string[] = []
  const failing = async () => {
    throw new Error('no')
  }

  await store.transaction(async (db) => {
    await expect(inOrder(db, [failing, noting(db, done, 'left')])).rejects.toThrow('no')
    await inOrder(db, [noting(db, done, 'next')])
  })

  expect(done).toEqual(['next'])
})
