import { type PutHostCommandCompleteInput, parseDiagnostics } from '@towpath/agent-link'
import { operation } from '@towpath/wire'
import { accessTo, type Variant } from '../access.ts'
import { callersCommand } from '../caller.ts'
import { clientError } from '../errors.ts'
import type { Room } from '../room.ts'

/**
 * The end of a command. The first report counts: the official agent sends two for a command that fails, of which the
 * second has lost code and log (observed). Later ones are answered as if they had.
 */
export const putHostCommandComplete = (variant: Variant) =>
  operation<PutHostCommandCompleteInput, void, Room>('PutHostCommandComplete', {
    kind: 'write',
    access: () => accessTo(variant, 'PutHostCommandComplete'),
    async run({ HostCommandIdentifier, CommandStatus, Diagnostics }, ctx) {
      const { command } = await callersCommand(ctx, HostCommandIdentifier)
      if (CommandStatus !== 'Succeeded' && CommandStatus !== 'Failed') {
        throw clientError(`A command ends as Succeeded or Failed, not as ${JSON.stringify(CommandStatus)}.`)
      }
      const diagnostics = Diagnostics?.Payload === undefined ? undefined : parseDiagnostics(Diagnostics.Payload)
      await ctx.commands.complete(ctx.db, command, { succeeded: CommandStatus === 'Succeeded', diagnostics })
    },
  })
