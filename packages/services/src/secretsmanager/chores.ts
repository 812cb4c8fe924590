import type { Chore } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { deleteExpiredSecrets } from './state/expired-secrets.ts'

/** Secrets in one transaction, each with all its versions. */
const LOT = 50

/** Removes secrets whose time to be restored is over. Nobody sees them any more; this is for the disk. */
export function secretsmanagerChores({ store }: { store: Store }): Chore[] {
  return [
    {
      name: 'secretsmanager.deleted-secrets',
      lot: (now) => store.transaction(async (db) => (await deleteExpiredSecrets(db, now, LOT)) === LOT),
    },
  ]
}
