import {
  CreateDeploymentCommand,
  type CreateDeploymentInput,
  type DeploymentInfo,
  GetDeploymentCommand,
  GetDeploymentTargetCommand,
  type InstanceTarget,
} from '@aws-sdk/client-codedeploy'
import { type CommandClient, formatDiagnostics, formatNoop, type HostCommand } from '@towpath/agent-link'
import { type ControlPlane, hostIdentifier } from './testing.ts'

/* What tests do with deployments and as hosts. */

export const S3_REVISION = {
  revisionType: 'S3' as const,
  s3Location: { bucket: 'bundles', key: 'app.zip', bundleType: 'zip' as const },
}
export const COMMIT = '0123456789abcdef0123456789abcdef01234567'
export const GITHUB_REVISION = {
  revisionType: 'GitHub' as const,
  gitHubLocation: { repository: 'o/r', commitId: COMMIT },
}

export async function deploy(plane: ControlPlane, more: Partial<CreateDeploymentInput> = {}): Promise<string> {
  const input = { applicationName: 'web', deploymentGroupName: 'fleet', revision: S3_REVISION, ...more }
  const { deploymentId = '' } = await plane.deploy.send(new CreateDeploymentCommand(input))
  return deploymentId
}

/** The deployment once `is` holds for it, after 10 s at most. */
export async function deploymentOnce(
  plane: ControlPlane,
  deploymentId: string,
  is: (info: DeploymentInfo) => boolean,
): Promise<DeploymentInfo> {
  let last: DeploymentInfo | undefined
  for (let tries = 0; tries < 400; tries += 1) {
    last = (await plane.deploy.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo
    if (last && is(last)) return last
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`Waited too long for ${deploymentId}: ${JSON.stringify(last)}`)
}

export const ended = (plane: ControlPlane, deploymentId: string) =>
  deploymentOnce(plane, deploymentId, ({ completeTime }) => completeTime !== undefined)

export async function targetOf(
  plane: ControlPlane,
  deploymentId: string,
  targetId: string,
): Promise<InstanceTarget | undefined> {
  const { deploymentTarget } = await plane.deploy.send(new GetDeploymentTargetCommand({ deploymentId, targetId }))
  return deploymentTarget?.instanceTarget
}

/** The next command; rejects when there is none within the time of a poll, or when `signal` is aborted. */
export async function poll(agent: CommandClient, instanceId: string, signal?: AbortSignal): Promise<HostCommand> {
  const { HostCommand } = await agent.call('PollHostCommand', { HostIdentifier: hostIdentifier(instanceId) }, signal)
  if (!HostCommand) throw new Error('There was nothing to do')
  return HostCommand
}

export const acknowledge = (agent: CommandClient, { HostCommandIdentifier }: HostCommand, noop = false) =>
  agent.call('PutHostCommandAcknowledgement', {
    HostCommandIdentifier,
    Diagnostics: { Format: 'JSON', Payload: formatNoop(noop) },
  })

export function complete(agent: CommandClient, { HostCommandIdentifier }: HostCommand, failure?: string) {
  const diagnostics = { errorCode: failure ? 4 : 0, scriptName: 'a.sh', message: failure ?? '', log: 'x' } as const
  return agent.call('PutHostCommandComplete', {
    HostCommandIdentifier,
    CommandStatus: failure === undefined ? 'Succeeded' : 'Failed',
    Diagnostics: { Format: 'JSON', Payload: formatDiagnostics(diagnostics) },
  })
}

/** Runs commands as the official agent does, until `failAt` has failed or the last event is over. Answers what it ran. */
export async function work(agent: CommandClient, instanceId: string, failAt?: string): Promise<string[]> {
  const ran: string[] = []
  for (;;) {
    const command = await poll(agent, instanceId)
    const noop = !['DownloadBundle', 'Install', failAt].includes(command.CommandName)
    const { CommandStatus } = await acknowledge(agent, command, noop)
    if (CommandStatus === 'InProgress') {
      ran.push(command.CommandName)
      const failure = command.CommandName === failAt ? 'exit 3' : undefined
      await complete(agent, command, failure)
      if (failure) return ran
    }
    if (command.CommandName === 'ValidateService') return ran
  }
}
