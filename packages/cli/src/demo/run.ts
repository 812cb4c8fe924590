import { CodeCommitClient } from '@aws-sdk/client-codecommit'
import { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { EC2Client } from '@aws-sdk/client-ec2'
import { IAMClient } from '@aws-sdk/client-iam'
import { systemClock } from '@towpath/base'
import { clientSettings } from '../connection/clients.ts'
import type { Connection } from '../connection/find.ts'
import { type Io, print, tell } from '../io.ts'
import { watchDeployment } from '../watch/watch-deployment.ts'
import { ensureApplication, ensureDeployment } from './application.ts'
import { ensureFleet } from './fleet.ts'
import { DEMO } from './names.ts'
import { step } from './progress.ts'
import { ensureRepository } from './repository.ts'
import { ensureRoles } from './roles.ts'

/**
 * Sets up the sample through the public API, as a user would, and deploys it. What an earlier start made is found
 * again. Resolves with the exit code of the deployment.
 */
export async function runDemo(connection: Connection, console: string, io: Io): Promise<number> {
  const settings = clientSettings(connection)
  const codedeploy = new CodeDeployClient(settings)
  tell(io, 'Setting up the sample:')
  const serviceRole = await step(io, `roles ${DEMO.serviceRole} and ${DEMO.instanceRole}`, () =>
    ensureRoles(new IAMClient(settings)),
  )
  const fleet = await step(io, `${DEMO.instances} local instances`, () =>
    ensureFleet(new EC2Client(settings), systemClock, io.signal),
  )
  await step(io, `application ${DEMO.application}, deployment group ${DEMO.group}`, () =>
    ensureApplication(codedeploy, serviceRole),
  )
  const repository = await step(io, `repository ${DEMO.repository}`, () =>
    ensureRepository(new CodeCommitClient(settings)),
  )
  const deployment = await ensureDeployment(codedeploy, { repository: repository.path, commitId: repository.commitId })

  tell(io, `Deploying commit ${repository.commitId.slice(0, 12)} of ${repository.path}:`)
  const exitCode = await watchDeployment(codedeploy, deployment.id, io)
  if (io.signal.aborted) return exitCode

  print(io, '')
  print(io, 'The sample answers on:')
  for (const instance of fleet)
    print(io, `  http://${instance.PrivateIpAddress}:${DEMO.port}/   (${instance.InstanceId})`)
  print(io, `API and console: ${console}`)
  print(io, '')
  print(io, 'Try next, in another terminal in this folder:')
  for (const line of suggestions(deployment.id)) print(io, `  ${line}`)
  print(io, '')
  print(io, 'Ctrl-C stops the control plane; npm start goes on where it left off.')
  return exitCode
}

function suggestions(deploymentId: string): string[] {
  return [
    'eval "$(npx towpath env)"',
    `aws deploy get-deployment --deployment-id ${deploymentId}`,
    `npx towpath logs ${deploymentId}`,
  ]
}
