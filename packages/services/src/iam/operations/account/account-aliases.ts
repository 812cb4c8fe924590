import type {
  CreateAccountAliasRequest,
  DeleteAccountAliasRequest,
  ListAccountAliasesRequest,
  ListAccountAliasesResponse,
} from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onAccount } from '../../access.ts'
import { entityAlreadyExists, noSuchEntity } from '../../errors.ts'
import type { Given, Room } from '../../room.ts'

/** An account has at most one alias; making another replaces it (documented). */
export const createAccountAlias = operation<Given<CreateAccountAliasRequest, 'AccountAlias'>, void, Room>(
  'CreateAccountAlias',
  {
    kind: 'write',
    access: () => onAccount('CreateAccountAlias'),
    async run(input, ctx) {
      if (await ctx.accountAliases.set(input.AccountAlias, ctx.clock.now())) return
      throw entityAlreadyExists(`The account alias ${input.AccountAlias} already exists.`)
    },
  },
)

export const listAccountAliases = operation<ListAccountAliasesRequest, ListAccountAliasesResponse, Room>(
  'ListAccountAliases',
  {
    kind: 'read',
    access: () => onAccount('ListAccountAliases'),
    async run(_, ctx) {
      const alias = await ctx.accountAliases.find()
      return { AccountAliases: alias === undefined ? [] : [alias], IsTruncated: false }
    },
  },
)

export const deleteAccountAlias = operation<Given<DeleteAccountAliasRequest, 'AccountAlias'>, void, Room>(
  'DeleteAccountAlias',
  {
    kind: 'write',
    access: () => onAccount('DeleteAccountAlias'),
    async run(input, ctx) {
      if ((await ctx.accountAliases.find()) !== input.AccountAlias) {
        throw noSuchEntity(`The account alias ${input.AccountAlias} cannot be found.`)
      }
      await ctx.accountAliases.delete()
    },
  },
)
