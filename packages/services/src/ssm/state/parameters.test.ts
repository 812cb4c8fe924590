import { randomBytes } from 'node:crypto'
import { sealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { ssmSchema } from './migrations.ts'
import { Parameters, type Version } from './parameters.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const SEALING = sealingKey(randomBytes(32))
const version = (name: string, number = 1): Omit<Version, 'sealed'> => ({
  name,
  version: number,
  settings: { type: 'String', tier: 'Standard', dataType: 'text' },
  labels: [],
  modifiedAt: number,
  modifiedBy: 'arn',
})

describe.each(databases)('parameters on $name', (kind) => {
  const parameters = (db: Database, place = PLACE) => new Parameters(db, place, SEALING)

  test('the newest version stands for a parameter, and keeps its tags', async () => {
    await using store = await temporaryStore([ssmSchema], kind)
    await store.transaction((db) => parameters(db).put(version('/a/b'), 'one', { team: 'web' }))
    await store.transaction((db) => parameters(db).put(version('/a/b', 2), 'two'))

    const found = await parameters(store.db).find('/a/b')

    expect(found).toMatchObject({ ...version('/a/b', 2), tags: { team: 'web' } })
    expect(found && parameters(store.db).open(found)).toBe('two')
    expect((await parameters(store.db).versions('/a/b')).map((each) => each.version)).toEqual([1, 2])
    expect(await parameters(store.db, { ...PLACE, region: 'eu-west-1' }).find('/a/b')).toBeUndefined()
  })

  test('lists are in order of names and can be narrowed to how they begin', async () => {
    await using store = await temporaryStore([ssmSchema], kind)
    const names = ['/a/c', '/a/B', '/a', '/b', 'a', '/a/b_']
    await store.transaction(async (db) => {
      for (const name of names) await parameters(db).put(version(name), 'x')
    })

    const list = async (below?: string) => (await parameters(store.db).list(below)).map(({ name }) => name)

    expect(await list()).toEqual(['/a', '/a/B', '/a/b_', '/a/c', '/b', 'a'])
    expect(await list('/a/')).toEqual(['/a/B', '/a/b_', '/a/c'])
    expect(await parameters(store.db).count()).toBe(6)
  })

  test('a parameter is deleted with its versions, once', async () => {
    await using store = await temporaryStore([ssmSchema], kind)
    await store.transaction((db) => parameters(db).put(version('a'), 'x'))

    expect(await store.transaction((db) => parameters(db).delete('a'))).toBe(true)
    expect(await store.transaction((db) => parameters(db).delete('a'))).toBe(false)
    expect(await parameters(store.db).versions('a')).toEqual([])
  })
})
