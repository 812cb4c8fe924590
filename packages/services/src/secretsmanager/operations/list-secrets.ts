import type { ListSecretsRequest, ListSecretsResponse } from '@aws-sdk/client-secrets-manager'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { listEntry } from '../answers/secret.ts'
import { paged } from '../paging.ts'
import type { Room } from '../room.ts'
import { passes } from '../rules/filters.ts'
import type { Secret } from '../state/secrets.ts'

const PAGE = 100

/** Newest first, unless asked otherwise (documented). */
export const listSecrets = operation<ListSecretsRequest, ListSecretsResponse, Room>('ListSecrets', {
  kind: 'read',
  access: () => [onAnything('ListSecrets')],
  async run({ IncludePlannedDeletion = false, Filters, SortBy = 'created-date', SortOrder, ...paging }, ctx) {
    const isWanted = passes(Filters)
    const all = await ctx.secrets.list(ctx.clock.now())
    const wanted = all.filter((each) => (IncludePlannedDeletion || each.deletedAt === undefined) && isWanted(each))
    const key = (secret: Secret) => sortKey(secret, SortBy)
    const sorted = wanted.sort((left, right) => (key(left) < key(right) ? -1 : 1))
    if (SortOrder !== 'asc') sorted.reverse()
    const { items, nextToken } = paged(sorted, ({ id }) => id, paging, PAGE)
    const entries = items.map(async (each) => listEntry(ctx, each, await ctx.versions.of(each.id)))
    return { SecretList: await Promise.all(entries), NextToken: nextToken }
  },
})

/** Text that sorts as is wanted, and the same way every time. When a value was last read is not kept. */
function sortKey(secret: Secret, by: ListSecretsRequest['SortBy']): string {
  if (by === 'name') return secret.name
  const time = by === 'created-date' ? secret.createdAt : secret.changedAt
  return `${String(time).padStart(16, '0')} ${secret.name}`
}
