import type { CreateLogGroupRequest } from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onGroup } from '../access.ts'
import { logGroupAlreadyExists, logGroupLimitExceeded, noEncryptionKeys, unservedLogGroupClass } from '../errors.ts'
import type { Room } from '../room.ts'
import type { LogGroup } from '../state/groups.ts'

/** Most groups of one account and region. */
const LIMIT = 10_000

export const createLogGroup = operation<CreateLogGroupRequest, object, Room>('CreateLogGroup', {
  kind: 'write',
  access: onGroup('CreateLogGroup'),
  async run({ logGroupName: name = '', kmsKeyId, logGroupClass, deletionProtectionEnabled, tags = {} }, ctx) {
    if (kmsKeyId !== undefined) throw noEncryptionKeys(kmsKeyId)
    if ((await ctx.groups.count()) >= LIMIT) throw logGroupLimitExceeded(LIMIT)
    const group = await ctx.groups.create(ctx.ids, {
      name,
      class: classOf(logGroupClass),
      deletionProtected: deletionProtectionEnabled ?? false,
      createdAt: ctx.clock.now(),
    })
    if (!group) throw logGroupAlreadyExists()
    await ctx.groups.tag(group.id, tags)
    return {}
  },
})

function classOf(name: string | undefined): LogGroup['class'] {
  if (name === undefined || name === 'STANDARD') return 'STANDARD'
  if (name === 'INFREQUENT_ACCESS') return name
  throw unservedLogGroupClass(name)
}
