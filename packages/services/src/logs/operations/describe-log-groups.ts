import type {
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  LogGroup as LogGroupAnswer,
} from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onGroup } from '../access.ts'
import { invalidParameter } from '../errors.ts'
import type { Ctx, Room } from '../room.ts'
import { groupArn, groupOfArn, type Scope } from '../rules/arns.ts'
import { listToken, readListToken } from '../rules/list-token.ts'
import type { LogGroup } from '../state/groups.ts'

const DEFAULT_LIMIT = 50

export const describeLogGroups = operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse, Room>(
  'DescribeLogGroups',
  {
    kind: 'read',
    access: ({ logGroupNamePrefix = '' }, ctx) =>
      onGroup('DescribeLogGroups')({ logGroupName: logGroupNamePrefix }, ctx),
    async run(input, ctx) {
      const { logGroupNamePrefix, logGroupNamePattern, logGroupIdentifiers, logGroupClass } = input
      if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
        throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.')
      }
      const [after] = readListToken(input.nextToken, 'string') ?? []
      const limit = input.limit ?? DEFAULT_LIMIT
      const found = await ctx.groups.list({
        prefix: logGroupNamePrefix,
        pattern: logGroupNamePattern,
        names: logGroupIdentifiers && namesOf(ctx, logGroupIdentifiers),
        class: logGroupClass,
        after: after as string | undefined,
        limit: limit + 1,
      })
      const shown = found.slice(0, limit)
      const nextToken = found.length > limit ? listToken(shown.at(-1)?.name ?? '') : undefined
      return { logGroups: await answers(ctx, shown), nextToken }
    },
  },
)

function namesOf(scope: Scope, identifiers: string[]): string[] {
  return identifiers.map((each) => (each.startsWith('arn:') ? (groupOfArn(scope, each) ?? '') : each))
}

async function answers(ctx: Ctx, groups: LogGroup[]): Promise<LogGroupAnswer[]> {
  const bytes = await ctx.groups.storedBytes(groups.map(({ id }) => id))
  return groups.map((group) => {
    const arn = groupArn(ctx, group.name)
    return {
      logGroupName: group.name,
      creationTime: group.createdAt,
      retentionInDays: group.retentionDays,
      metricFilterCount: 0,
      arn: `${arn}:*`,
      storedBytes: bytes.get(group.id) ?? 0,
      logGroupClass: group.class,
      logGroupArn: arn,
      deletionProtectionEnabled: group.deletionProtected,
    }
  })
}
