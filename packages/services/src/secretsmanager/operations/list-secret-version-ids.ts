import type { ListSecretVersionIdsRequest, ListSecretVersionIdsResponse } from '@aws-sdk/client-secrets-manager'
import { operation } from '@towpath/wire'
import { onSecret } from '../access.ts'
import { arnOf, existingSecret } from '../lookup.ts'
import { paged } from '../paging.ts'
import type { Room } from '../room.ts'

const PAGE = 100

export const listSecretVersionIds = operation<ListSecretVersionIdsRequest, ListSecretVersionIdsResponse, Room>(
  'ListSecretVersionIds',
  {
    kind: 'read',
    access: async (input, ctx) => [await onSecret('ListSecretVersionIds', ctx, input.SecretId)],
    async run({ SecretId, IncludeDeprecated = false, ...paging }, ctx) {
      const secret = await existingSecret(ctx, SecretId)
      const versions = await ctx.versions.of(secret.id)
      const wanted = versions.filter(({ stages }) => IncludeDeprecated || stages.length > 0)
      const { items, nextToken } = paged(wanted, ({ id }) => id, paging, PAGE)
      return {
        ARN: arnOf(ctx, secret),
        Name: secret.name,
        Versions: items.map(({ id, stages, createdAt }) => ({
          VersionId: id,
          VersionStages: stages,
          CreatedDate: new Date(createdAt),
        })),
        NextToken: nextToken,
      }
    },
  },
)
