import type { GetConsoleOutputRequest, GetConsoleOutputResult } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onInstance } from '../../access.ts'
import { instanceOf } from '../../lookup.ts'
import type { Room } from '../../room.ts'

/** Documented: the last 64 KB. */
const LIMIT = 64 * 1024

/** What boot and user data wrote, and the agent's log. An instance on another machine has none here. */
export const getConsoleOutput = operation<GetConsoleOutputRequest, GetConsoleOutputResult, Room>('GetConsoleOutput', {
  kind: 'manual',
  access: async (input, ctx) => [await onInstance('GetConsoleOutput', ctx, input.InstanceId)],
  async run(input, ctx) {
    const instance = await instanceOf(ctx, input.InstanceId)
    const here = instance.host === ctx.fleet.host && instance.driver === ctx.fleet.driver.name
    const output = here ? await ctx.fleet.driver.consoleOutput(instance.id, LIMIT) : Buffer.alloc(0)
    return { InstanceId: instance.id, Output: output.toString('base64'), Timestamp: new Date(ctx.clock.now()) }
  },
})
