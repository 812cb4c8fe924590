import { CodeCommitClient } from '@aws-sdk/client-codecommit'
import { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { EC2Client } from '@aws-sdk/client-ec2'
import { IAMClient } from '@aws-sdk/client-iam'
import { systemClock } from '@towpath/base'
import { clientSettings } from '../connection/clients.ts'
import type { Connection } from '../connection/find.ts'
import { type Io, print, tell } from '../io.ts'
import { watchDeployment } from '../watch/watch-deployment.ts'
import { addressesOf, answers, sharesAddress } from './addresses.ts'
import { ensureApplication, ensureDeployment } from './application.ts'
import { ensureFleet } from './fleet.ts'
import { DEMO } from './names.ts'
import { ensurePorts } from './ports.ts'
import { prepareSample } from './prepare-sample.ts'
import { step } from './progress.ts'
import { ensureRepository } from './repository.ts'
import { ensureRoles } from './roles.ts'
import type { Sample } from './samples.ts'

/**
 * Sets up the sample through the public API, as a user would, and deploys it. What an earlier start made is found
 * again. Resolves with the exit code of the deployment.
 */
export async function runDemo(connection: Connection, console: string, io: Io): Promise<number> {
  const settings = clientSettings(connection)
  const codedeploy = new CodeDeployClient(settings)
  const codecommit = new CodeCommitClient(settings)
  const ec2 = new EC2Client(settings)
  tell(io, 'Setting up the sample:')
  const serviceRole = await step(io, `roles ${DEMO.serviceRole} and ${DEMO.instanceRole}`, () =>
    ensureRoles(new IAMClient(settings)),
  )
  const sample = await prepareSample(codecommit, io)
  const fleet = await step(io, `${DEMO.instances} local instances`, async () => {
    const instances = await ensureFleet(ec2, systemClock, io.signal)
    return sharesAddress(sample, instances) ? ensurePorts(ec2, instances) : instances
  })
  await step(io, `application ${DEMO.application}, deployment group ${DEMO.group}`, () =>
    ensureApplication(codedeploy, serviceRole),
  )
  const repository = await step(io, `repository ${DEMO.repository}`, () => ensureRepository(codecommit, sample))
  const addresses = addressesOf(sample, fleet)
  const deployment = await ensureDeployment(
    codedeploy,
    { repository: repository.path, commitId: repository.commitId },
    async () => (await Promise.all(addresses.map(answers))).every(Boolean),
  )

  tell(io, `Deploying commit ${repository.commitId.slice(0, 12)} of ${repository.path}:`)
  const exitCode = await watchDeployment(codedeploy, deployment.id, io)
  if (io.signal.aborted) return exitCode

  print(io, '')
  print(io, 'The sample answers on:')
  for (const address of addresses) {
    const state = (await answers(address)) ? '' : ', does not answer'
    print(io, `  ${address.url}   (${address.instanceId}${state})`)
  }
  print(io, `API and console: ${console}`)
  print(io, '')
  print(io, 'Try next, in another terminal in this folder:')
  for (const line of suggestions(deployment.id, sample)) print(io, `  ${line}`)
  print(io, '')
  print(io, 'Ctrl-C stops the control plane; npm start goes on where it left off.')
  return exitCode
}

function suggestions(deploymentId: string, sample: Sample): string[] {
  return [
    'eval "$(npx towpath env)"',
    `aws deploy get-deployment --deployment-id ${deploymentId}`,
    `npx towpath logs ${deploymentId}`,
    ...(sample === 'container' ? ['docker ps --filter label=towpath.instance'] : []),
  ]
}
