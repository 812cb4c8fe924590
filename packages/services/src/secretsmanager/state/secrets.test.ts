import { randomBytes } from 'node:crypto'
import { sealingKey } from '@towpath/base'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { secretsmanagerChores } from '../chores.ts'
import { secretsmanagerSchema } from './migrations.ts'
import { Secrets } from './secrets.ts'
import { Versions } from './versions.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const SEALING = sealingKey(randomBytes(32))
const NEW = { name: 'a', suffix: 'AAAAAA', tags: {}, createdAt: 1, changedAt: 1 }

describe.each(databases)('secrets on $name', (kind) => {
  const open = () => temporaryStore([secretsmanagerSchema], kind)

  test('a secret is kept with its versions, in its own region', async () => {
    await using store = await open()
    const secret = await store.transaction(async (db) => {
      const created = await new Secrets(db, PLACE).create({ ...NEW, description: 'd', tags: { t: 'v' } })
      await new Versions(db, SEALING).create(created.id, 'v1', { string: 'hush' }, 5)
      await new Versions(db, SEALING).setStages(created.id, { id: 'v1', stages: ['AWSCURRENT'] })
      return created
    })

    expect(await new Secrets(store.db, PLACE).find('a', 10)).toEqual(secret)
    expect(await new Secrets(store.db, { ...PLACE, region: 'eu-west-1' }).find('a', 10)).toBeUndefined()
    const versions = new Versions(store.db, SEALING)
    const [version] = await versions.of(secret.id)
    expect(version).toMatchObject({ id: 'v1', stages: ['AWSCURRENT'], createdAt: 5 })
    expect(version && versions.open(version)).toEqual({ string: 'hush' })
  })

  test('a secret whose window is over is gone, also before the chore removes it', async () => {
    await using store = await open()
    const [chore] = secretsmanagerChores({ store })
    const created = await store.transaction(async (db) => {
      const secret = await new Secrets(db, PLACE).create(NEW)
      await new Versions(db, SEALING).create(secret.id, 'v1', { string: 'x' }, 5)
      await new Secrets(db, PLACE).save({ ...secret, deletedAt: 10, goneAt: 20 })
      return secret
    })
    const find = (now: number) => new Secrets(store.db, PLACE).find('a', now)

    expect(await find(19)).toMatchObject({ deletedAt: 10, goneAt: 20 })
    expect(await find(20)).toBeUndefined()
    await chore?.lot(19)
    expect(await find(19)).toBeDefined()
    await chore?.lot(20)

    expect(await find(19)).toBeUndefined()
    expect(await new Versions(store.db, SEALING).of(created.id)).toEqual([])
  })

  test('a new secret may take the name of one that is gone and not yet removed', async () => {
    await using store = await open()
    const secrets = (work: (secrets: Secrets) => Promise<unknown>) =>
      store.transaction((db) => work(new Secrets(db, PLACE)))
    await secrets(async (all) => all.save({ ...(await all.create(NEW)), deletedAt: 1, goneAt: 2 }))

    await secrets((all) => all.create({ ...NEW, suffix: 'BBBBBB' }))

    expect(await new Secrets(store.db, PLACE).list(3)).toMatchObject([{ name: 'a', suffix: 'BBBBBB' }])
  })
})
