import { ALPHANUMERIC, type Ids, type SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { invalidInput, resourceNotFound, unsupportedProvider } from './errors.ts'
import { type Place, parseResourceArn } from './rules/arns.ts'
import { Connections } from './state/connections.ts'

export interface CompletedConnection {
  connectionArn: string
  /** Last part of the address that its repositories' webhooks are sent to. */
  webhookId: string
  /** What those webhooks are signed with. */
  webhookSecret: string
}

const PROVIDERS = ['GitHub', 'GitHubEnterpriseServer']

/** What a header can carry; tokens of GitHub are shorter. */
const TOKEN = /^[\x21-\x7e]{1,2048}$/

/**
 * Gives a connection the token that makes it available, in place of one that it has. On AWS that is a visit to the
 * console. Call it in a transaction. Refuses as the operations do, and never quotes the token.
 */
export async function completeConnection(
  db: Database,
  place: Place,
  { sealing, ids }: { sealing: SealingKey; ids: Ids },
  { connectionArn, token }: { connectionArn: string; token: string },
): Promise<CompletedConnection> {
  const named = parseResourceArn(connectionArn)
  const ours = named?.kind === 'connection' && named.account === place.account && named.region === place.region
  const connections = new Connections(db, place)
  const connection = ours ? await connections.find(named.id) : undefined
  // Whether it may be completed was asked by this ARN: it has to be the one that policies have.
  if (connection?.arn !== connectionArn) throw resourceNotFound(connectionArn)
  if (!PROVIDERS.includes(connection.provider)) throw unsupportedProvider(connectionArn, connection.provider)
  if (!TOKEN.test(token)) throw invalidInput('The token has characters that no token has, or is too long')
  // Webhooks that are set up go on working when the token is replaced.
  const webhook = (await connections.webhookSecret(connection.id, sealing)) ?? ids.random(40, ALPHANUMERIC)
  await connections.keepSecrets(connection.id, sealing, { token, webhook })
  return { connectionArn: connection.arn, webhookId: connection.id, webhookSecret: webhook }
}
