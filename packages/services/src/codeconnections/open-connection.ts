import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { parseResourceArn } from './rules/arns.ts'
import { enterpriseApi } from './rules/endpoint.ts'
import { type Connection, Connections, placeOfConnection } from './state/connections.ts'
import { Hosts } from './state/hosts.ts'

/** What a connection opens: where the API of its host is (undefined: github.com), and the token for it. */
export interface OpenedConnection {
  id: string
  arn: string
  account: string
  region: string
  api?: string
  token: string
}

/**
 * The connection behind an ARN of that account, or why it opens nothing: `missing`, or not `completed`. The region is
 * that of the ARN: pipelines use connections of other regions, too.
 */
export async function openConnection(
  db: Database,
  sealing: SealingKey,
  { account, connectionArn }: { account: string; connectionArn: string },
): Promise<OpenedConnection | { refused: 'missing' | 'not-completed' }> {
  const named = parseResourceArn(connectionArn)
  if (named?.kind !== 'connection' || named.account !== account) return { refused: 'missing' }
  const connection = await new Connections(db, named).find(named.id)
  // Whether it may be used was asked by this ARN: it has to be the one that policies have.
  return connection?.arn === connectionArn ? opened(db, sealing, connection) : { refused: 'missing' }
}

/** The connection that webhooks of that id are for, and what they are signed with; undefined when there is none. */
export async function webhookConnection(
  db: Database,
  sealing: SealingKey,
  id: string,
): Promise<{ account: string; region: string; connectionArn: string; secret: string } | undefined> {
  const place = await placeOfConnection(db, id)
  if (!place) return undefined
  const connections = new Connections(db, place)
  const [connection, secret] = await Promise.all([connections.find(id), connections.webhookSecret(id, sealing)])
  return connection && secret ? { ...place, connectionArn: connection.arn, secret } : undefined
}

async function opened(
  db: Database,
  sealing: SealingKey,
  connection: Connection,
): Promise<OpenedConnection | { refused: 'missing' | 'not-completed' }> {
  const { id, arn, account, region, hostId } = connection
  const token = await new Connections(db, connection).token(id, sealing)
  if (token === undefined) return { refused: 'not-completed' }
  if (hostId === undefined) return { id, arn, account, region, token }
  const host = await new Hosts(db, connection).find(hostId)
  return host ? { id, arn, account, region, token, api: enterpriseApi(host.endpoint) } : { refused: 'missing' }
}
