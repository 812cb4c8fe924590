import type { Access } from '@towpath/wire'
import { groupArn, groupOfArn, type Scope } from './rules/arns.ts'

interface GroupInput {
  logGroupName?: string
  logGroupIdentifier?: string
}

/** Observed: what concerns a whole group asks for a stream without a name, so `log-group:NAME:*` allows it. */
export function onGroup(action: string) {
  return (input: GroupInput, scope: Scope): Access[] => [access(action, scope, groupName(input, scope), '')]
}

export function onStream(action: string) {
  return (input: GroupInput & { logStreamName?: string }, scope: Scope): Access[] => [
    access(action, scope, groupName(input, scope), input.logStreamName ?? ''),
  ]
}

/** Documented: the operations on tags ask for the ARN of the group as it is given. */
export function onArn(action: string) {
  return ({ resourceArn = '' }: { resourceArn?: string }): Access[] => [
    { action: `logs:${action}`, resource: resourceArn },
  ]
}

function access(action: string, scope: Scope, group: string, stream: string): Access {
  return { action: `logs:${action}`, resource: `${groupArn(scope, group)}:log-stream:${stream}` }
}

function groupName({ logGroupName, logGroupIdentifier = '' }: GroupInput, scope: Scope): string {
  return logGroupName ?? groupOfArn(scope, logGroupIdentifier) ?? logGroupIdentifier
}
