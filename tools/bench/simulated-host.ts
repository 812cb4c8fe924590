import { CommandClient, type Credentials } from '@towpath/agent-link'
import { systemClock } from '@towpath/base'

export interface SimulatedHost {
  endpoint: string
  identifier: string
  credentials: Credentials
  signal: AbortSignal
}

const SUCCEEDED = { Format: 'JSON', Payload: '{"error_code":0,"script_name":"","message":"Succeeded: ","log":""}' }

/** Polls and completes every command at once, with all the calls that an agent makes, until `signal` is aborted. */
export async function simulatedHost({ endpoint, identifier, credentials, signal }: SimulatedHost): Promise<void> {
  const client = new CommandClient({
    endpoint,
    region: 'us-east-1',
    credentials: async () => credentials,
    agentVersion: 'bench',
    clock: systemClock,
  })
  try {
    while (!signal.aborted) await one(client, identifier, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    client.close()
  }
}

async function one(client: CommandClient, HostIdentifier: string, signal: AbortSignal): Promise<void> {
  const { HostCommand: command } = await client.call('PollHostCommand', { HostIdentifier }, signal)
  if (!command) return
  const { HostCommandIdentifier = '', DeploymentExecutionId = '' } = command
  await client.call('GetDeploymentSpecification', { DeploymentExecutionId, HostIdentifier }, signal)
  const noop = { Format: 'JSON', Payload: '{"IsCommandNoop":false}' }
  await client.call('PutHostCommandAcknowledgement', { HostCommandIdentifier, Diagnostics: noop }, signal)
  await client.call(
    'PutHostCommandComplete',
    { HostCommandIdentifier, CommandStatus: 'Succeeded', Diagnostics: SUCCEEDED },
    signal,
  )
}
