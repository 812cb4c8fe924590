import { readFile } from 'node:fs/promises'
import type { DeploymentSpecification, GetDeploymentSpecificationOutput, HostCommand } from '@towpath/agent-link'
import { InvalidSpecification, parseSpecification } from '@towpath/agent-link'
import type { Clock } from '@towpath/base/clock.ts'

/** Whose word about deployments is taken. */
export interface SignerTrust {
  /** PEM file; read each time, so that it can be replaced while the agent runs. */
  authoritiesFile: string
  signerName: string
  clock: Clock
}

export function specificationRequest(command: HostCommand, identifier: string) {
  return { DeploymentExecutionId: command.DeploymentExecutionId, HostIdentifier: identifier }
}

/** The specification in an answer, once it is proven to be the control plane's. Rejects when it is not. */
export async function readSpecification(
  answer: GetDeploymentSpecificationOutput,
  trust: SignerTrust,
): Promise<DeploymentSpecification> {
  if (answer.DeploymentSystem !== 'CodeDeploy') {
    throw new InvalidSpecification(`Unsupported deployment system: ${answer.DeploymentSystem ?? 'none'}`)
  }
  const { Format, Payload } = answer.DeploymentSpecification?.GenericEnvelope ?? {}
  if (Format !== 'PKCS7/JSON') {
    throw new InvalidSpecification(`Unsupported DeploymentSpecification format: ${Format ?? 'none'}`)
  }
  // Loaded with the first deployment: an agent that waits does without.
  const { verifyEnvelope } = await import('@towpath/agent-link/envelope/verify.ts')
  const authorities = await readFile(trust.authoritiesFile, 'utf8')
  const { signerName, clock } = trust
  return parseSpecification(verifyEnvelope(Payload ?? '', { authorities, signerName, now: new Date(clock.now()) }))
}
