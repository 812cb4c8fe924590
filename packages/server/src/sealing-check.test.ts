import { randomBytes } from 'node:crypto'
import { sealingKey, UsageError } from '@towpath/base'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { expect, test } from 'vitest'
import { checkSealing, sealingSchema } from './sealing-check.ts'

test.each(databases)('a database is used only with the key that it was first used with ($name)', async (kind) => {
  await using store = await temporaryStore([sealingSchema], kind)
  const [ours, theirs] = [sealingKey(randomBytes(32)), sealingKey(randomBytes(32))]

  await checkSealing(store, ours)

  await expect(checkSealing(store, ours)).resolves.toBeUndefined()
  await expect(checkSealing(store, theirs)).rejects.toThrow(UsageError)
  await expect(checkSealing(store, theirs)).rejects.toThrow('TOWPATH_SEALING_KEY')
})
