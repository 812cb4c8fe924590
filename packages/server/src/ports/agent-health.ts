import { parseArn } from '@towpath/base'
import type { ReadAgentHealth } from '@towpath/services/ec2/index.ts'
import type { HostCommands } from '@towpath/services/host-commands/index.ts'

/** What the command service knows of an instance's agent. */
export function agentHealth({ agentHealth: book }: Pick<HostCommands, 'agentHealth'>): ReadAgentHealth {
  return async (instanceArn) => {
    const arn = parseArn(instanceArn)
    return arn && book.read({ account: arn.account, region: arn.region, hostIdentifier: instanceArn })
  }
}
