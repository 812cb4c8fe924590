import {
  type PutHostCommandAcknowledgementInput,
  type PutHostCommandAcknowledgementOutput,
  parseNoop,
} from '@towpath/agent-link'
import { operation } from '@towpath/wire'
import { accessTo, type Variant } from '../access.ts'
import { callersCommand } from '../caller.ts'
import type { Room } from '../room.ts'

/**
 * The host is about to run a command. From here on it is not handed out again.
 *
 * A command with nothing to do on that host is done with this: the answer `Succeeded` spares the host the completion,
 * and the next command can go out at once.
 */
export const putHostCommandAcknowledgement = (variant: Variant) =>
  operation<PutHostCommandAcknowledgementInput, PutHostCommandAcknowledgementOutput, Room>(
    'PutHostCommandAcknowledgement',
    {
      kind: 'write',
      access: () => accessTo(variant, 'PutHostCommandAcknowledgement'),
      async run({ HostCommandIdentifier, Diagnostics }, ctx) {
        const { command } = await callersCommand(ctx, HostCommandIdentifier)
        const noop = parseNoop(Diagnostics?.Payload) ?? false
        return { CommandStatus: await ctx.commands.acknowledge(ctx.db, command, ctx.principal.arn, noop) }
      },
    },
  )
