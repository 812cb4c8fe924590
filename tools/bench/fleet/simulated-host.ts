import {
  CommandClient,
  type Credentials,
  formatDiagnostics,
  formatNoop,
  type HostCommand,
  SUCCEEDED,
} from '@towpath/agent-link'
import { systemClock } from '@towpath/base'

export interface SimulatedHost {
  identifier: string
  credentials: Credentials
}

/** Events that an agent runs whatever the appspec says; without hooks all others are over once acknowledged. */
const ALWAYS = ['DownloadBundle', 'Install']

/**
 * Speaks the real protocol as an agent does whose bundle has no hooks, until `signal` is aborted. It keeps no ledger and
 * does not verify signatures: those cost an agent's machine, not the control plane. `counted` is told of every call.
 */
export async function simulatedHost(
  { identifier, credentials }: SimulatedHost,
  options: { endpoint: string; signal: AbortSignal; counted(): void },
): Promise<void> {
  const { endpoint, signal, counted } = options
  const client = new CommandClient({
    endpoint,
    region: 'us-east-1',
    credentials: async () => credentials,
    agentVersion: 'TOWPATH_0.1.0',
    clock: systemClock,
  })
  const call: CommandClient['call'] = (...args) => {
    counted()
    return client.call(...args)
  }
  let known = ''
  try {
    while (!signal.aborted) {
      const { HostCommand: command } = await call('PollHostCommand', { HostIdentifier: identifier }, signal)
      if (!command) continue
      if (command.DeploymentExecutionId !== known) await askAbout(call, command, signal)
      known = command.DeploymentExecutionId
      await handle(call, command, signal)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    client.close()
  }
}

/** Our agent asks once a deployment; the official one asks for every event. */
async function askAbout(call: CommandClient['call'], command: HostCommand, signal: AbortSignal): Promise<void> {
  const { HostIdentifier, DeploymentExecutionId } = command
  await call('GetDeploymentSpecification', { DeploymentExecutionId, HostIdentifier }, signal)
}

async function handle(call: CommandClient['call'], command: HostCommand, signal: AbortSignal): Promise<void> {
  const { HostCommandIdentifier, CommandName } = command
  const noop = !ALWAYS.includes(CommandName)
  const { CommandStatus: status } = await call(
    'PutHostCommandAcknowledgement',
    { HostCommandIdentifier, Diagnostics: { Format: 'JSON', Payload: formatNoop(noop) } },
    signal,
  )
  if (status !== 'InProgress') return
  await call(
    'PutHostCommandComplete',
    {
      HostCommandIdentifier,
      CommandStatus: 'Succeeded',
      Diagnostics: { Format: 'JSON', Payload: formatDiagnostics(SUCCEEDED) },
    },
    signal,
  )
}
