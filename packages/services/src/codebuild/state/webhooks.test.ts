import { randomBytes } from 'node:crypto'
import { sealingKey } from '@towpath/base'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { codebuildSchema } from './migrations/index.ts'
import { Sharing } from './sharing.ts'
import { forgetDeliveries, type StoredWebhook, takeDelivery, Webhooks, webhookAt } from './webhooks.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const SEALING = sealingKey(randomBytes(32))
const webhook: StoredWebhook = {
  projectName: 'web',
  address: 'somewhere',
  settings: { buildType: 'BUILD' },
  secret: 'not-a-real-secret',
  hook: { hookId: '1', hookUrl: 'https://api.example/1' },
  secretChangedAt: 5,
}

describe.each(databases)('webhooks on $name', (kind) => {
  test('a project has one webhook, which is found by its address', async () => {
    await using store = await temporaryStore([codebuildSchema], kind)
    const webhooks = (work: (all: Webhooks) => Promise<unknown>) =>
      store.transaction((db) => work(new Webhooks(db, PLACE, SEALING)))

    expect(await webhooks((all) => all.create(webhook))).toBe(true)
    expect(await webhooks((all) => all.create({ ...webhook, address: 'elsewhere' }))).toBe(false)
    expect(await webhookAt(store.db, SEALING, 'somewhere')).toEqual({ ...webhook, ...PLACE })
    expect(await webhooks((all) => all.save({ ...webhook, secret: 'other', hook: undefined }))).toBe(true)
    expect(await webhookAt(store.db, SEALING, 'somewhere')).toMatchObject({ secret: 'other', hook: undefined })

    await webhooks((all) => all.delete('web'))
    expect(await webhookAt(store.db, SEALING, 'somewhere')).toBeUndefined()
    expect(await webhooks((all) => all.save(webhook))).toBe(false)
  })

  test('a delivery is taken once, by any of its marks, until it is forgotten', async () => {
    await using store = await temporaryStore([codebuildSchema], kind)
    const take = (marks: string[]) => store.transaction((db) => takeDelivery(db, 'here', marks, 10))

    expect(await take(['id/1', 'body/1'])).toBe(true)
    expect(await take(['id/2', 'body/1'])).toBe(false)
    expect(await store.transaction((db) => takeDelivery(db, 'there', ['id/1'], 10))).toBe(true)
    expect(await store.transaction((db) => forgetDeliveries(db, 11, 5))).toBe(3)
    expect(await take(['id/1'])).toBe(true)
  })

  test('visibilities and policies are replaced, and forgotten with their project', async () => {
    await using store = await temporaryStore([codebuildSchema], kind)
    const sharing = <T>(work: (all: Sharing) => Promise<T>) => store.transaction((db) => work(new Sharing(db, PLACE)))
    for (const projectVisibility of ['PUBLIC_READ', 'PRIVATE'] as const) {
      await sharing((all) => all.setVisibility('web', { projectVisibility }))
      await sharing((all) => all.putPolicy('arn', projectVisibility))
    }

    expect(await sharing((all) => all.visibility('web'))).toEqual({ projectVisibility: 'PRIVATE' })
    expect(await sharing((all) => all.policy('arn'))).toBe('PRIVATE')
    await sharing((all) => all.forgetProject('web', 'arn'))
    expect(await sharing((all) => all.visibility('web'))).toBeUndefined()
    expect(await sharing((all) => all.policy('arn'))).toBeUndefined()
  })
})
