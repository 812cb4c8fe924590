import {
  EXTENSIONS_HEADER,
  formatExtensions,
  type PollHostCommandInput,
  type PollHostCommandOutput,
  PREFER_HEADER,
  parseWait,
} from '@towpath/agent-link'
import { operation } from '@towpath/wire'
import { accessTo, type Variant } from '../access.ts'
import { agentVersion, callingHost } from '../caller.ts'
import { nextCommand, POLL_TIME, pollTime } from '../polls/poll.ts'
import type { Room } from '../room.ts'
import { commandId, executionId } from '../rules/identifiers.ts'

const EXTENSIONS = formatExtensions({ liveOutput: true, longPollSeconds: POLL_TIME / 1000 })

/** The next command for a host. Held open until there is one, at most for as long as the host would wait. */
export const pollHostCommand = (variant: Variant) =>
  operation<PollHostCommandInput, PollHostCommandOutput, Room>('PollHostCommand', {
    kind: 'manual',
    headers: { [EXTENSIONS_HEADER]: EXTENSIONS },
    access: () => accessTo(variant, 'PollHostCommand'),
    async run({ HostIdentifier }, ctx) {
      const host = await callingHost(ctx, HostIdentifier)
      ctx.health.polled(host, agentVersion(ctx))
      const time = pollTime(parseWait(ctx.http.headers[PREFER_HEADER]))
      const command = await nextCommand(ctx, host, time, {
        signal: ctx.signal,
        signOfLife: ctx.waiting.signOfLife,
        async confirm() {
          await ctx.waiting.confirmCaller()
          await callingHost(ctx, HostIdentifier)
        },
      })
      if (!command) return {}
      return {
        HostCommand: {
          HostCommandIdentifier: commandId(command, command.name),
          HostIdentifier,
          DeploymentExecutionId: executionId(command),
          CommandName: command.name,
          Nonce: ctx.clock.now(),
        },
      }
    },
  })
