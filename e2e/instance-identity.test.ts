import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DisassociateIamInstanceProfileCommand,
  ReplaceIamInstanceProfileAssociationCommand,
} from '@aws-sdk/client-ec2'
import { until } from '@towpath/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appspec, script } from './support/bundle.ts'
import {
  agentStatus,
  consoleOutput,
  inside,
  launch,
  sandboxMissing,
  sh,
  untilAgentPolls,
  untilState,
} from './support/instances.ts'
import { createInstanceRole } from './support/roles.ts'
import { type World, world } from './support/world.ts'

const driver = sandboxMissing() ? 'process' : 'sandbox'
// A sandbox has sudo even where the machine has none; instances that are mere processes may not become root.
const sudo = driver === 'sandbox' ? ['sudo'] : []
const NO_PROFILE = /this instance has no instance profile.*associate-iam-instance-profile/g

let here: World
let id: string
beforeAll(async () => {
  here = await world({ instances: 0, driver })
  ;[id = ''] = await launch(here.ec2)
  await untilState(here.ec2, [id], 'running')
})
afterAll(() => here?.[Symbol.asyncDispose]())

const files = { 'appspec.yml': appspec(['AfterInstall']), 'scripts/AfterInstall.sh': script('exit 0') }

async function associate(Name: string): Promise<void> {
  await here.ec2.send(new AssociateIamInstanceProfileCommand({ InstanceId: id, IamInstanceProfile: { Name } }))
}

async function association(): Promise<string> {
  const filter = { Name: 'instance-id', Values: [id] }
  const { IamInstanceProfileAssociations: found = [] } = await here.ec2.send(
    new DescribeIamInstanceProfileAssociationsCommand({ Filters: [filter] }),
  )
  return found[0]?.AssociationId ?? ''
}

async function disassociate(): Promise<void> {
  await here.ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId: await association() }))
}

async function agentPid(): Promise<string> {
  const status = await sh(here.plane, id, 'service codedeploy-agent status')
  return /^The AWS CodeDeploy agent is running as PID (\d+)$/.exec(status)?.[1] ?? status
}

/** What the agent of that process id wrote to its log. */
async function logOf(pid: string): Promise<string> {
  const lines = (await consoleOutput(here.ec2, id)).split('\n')
  return lines.filter((line) => line.includes(`codedeploy-agent(${pid})`)).join('\n')
}

/** How often the log says that there is no instance profile. */
async function complaints(): Promise<number> {
  return [...(await consoleOutput(here.ec2, id)).matchAll(NO_PROFILE)].length
}

async function untilItComplains(before = 0): Promise<void> {
  const describe = () => ({ before })
  await until(`${id} says that it has no profile`, async () => (await complaints()) > before, { describe })
}

test('an instance without an instance profile cannot poll, and says why in its log and in its status', async () => {
  await untilItComplains()

  const { status, reason } = await agentStatus(here.ec2, id)

  expect(status).toBe('impaired')
  expect(reason).toContain(`aws ec2 associate-iam-instance-profile --instance-id ${id}`)
})

test('it starts to work within ten seconds of the association, without a restart, and can be deployed to', async () => {
  const before = await agentPid()

  await associate('instances')
  await untilAgentPolls(here.ec2, id, 10_000)

  const { info } = await here.deploy(files)
  expect(info.status).toBe('Succeeded')
  expect(await agentPid()).toBe(before)
})

test('an instance that loses its profile does no more work, says why, and goes on once it has one again', async () => {
  const before = await complaints()
  await disassociate()
  expect(await agentStatus(here.ec2, id)).toMatchObject({ status: 'impaired' })
  const marks = join(here.plane.dataFolder, 'marks')
  const mark = script(driver === 'process' ? `echo ran >>"${marks}"` : 'echo ran >>/root/marks')
  const ran = () => (driver === 'process' ? readFile(marks, 'utf8') : sh(here.plane, id, 'cat /root/marks'))

  const deployment = await here.begin({ ...files, 'scripts/AfterInstall.sh': mark })
  await untilItComplains(before)
  await expect(ran()).rejects.toThrow()
  await associate('instances')

  expect((await here.ended(deployment)).info.status).toBe('Succeeded')
  expect((await ran()).trim()).toBe('ran')
})

test('service codedeploy-agent restart makes it at once: the new agent is never without credentials', async () => {
  await disassociate()
  const old = await agentPid()

  await associate('instances')
  const restart = await inside(here.plane, id, ...sudo, 'service', 'codedeploy-agent', 'restart')
  const pid = await agentPid()
  const { info } = await here.deploy(files)

  expect(restart).toMatchObject({
    code: 0,
    stdout: `Checking first if a deployment is already in progress\nStopping master ${old}\nStarted master ${pid} with 1 children\n`,
  })
  expect(pid).not.toBe(old)
  expect(info.status).toBe('Succeeded')
  expect(await logOf(pid)).not.toMatch(NO_PROFILE)
})

test('the service command answers as the official one while the agent is stopped', async () => {
  const service = (word: string) => inside(here.plane, id, 'service', 'codedeploy-agent', word)
  await service('stop')

  expect(await service('status')).toEqual({ code: 1, stdout: '', stderr: 'error: No AWS CodeDeploy agent running\n' })
  expect(await service('stop')).toEqual({ code: 0, stdout: 'Nothing running that could be stopped\n', stderr: '' })
  const started = await service('start')
  expect(started).toMatchObject({ code: 0, stdout: `Started master ${await agentPid()} with 1 children\n` })
})

test('another profile takes the place of the first: its role is what the instance has, and it can be deployed to', async () => {
  await createInstanceRole(here.iam, 'others', ['service-role/AmazonEC2RoleforAWSCodeDeploy'])

  const replaced = await here.ec2.send(
    new ReplaceIamInstanceProfileAssociationCommand({
      AssociationId: await association(),
      IamInstanceProfile: { Name: 'others' },
    }),
  )
  const { info } = await here.deploy(files)

  const ask = `fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, {
    headers: { Authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN },
  }).then(async (answer) => console.log((await answer.json()).RoleArn))`
  const { stdout } = await inside(here.plane, id, process.execPath, '-e', ask)
  expect(replaced.IamInstanceProfileAssociation?.IamInstanceProfile?.Arn).toMatch(/:instance-profile\/others$/)
  expect(stdout.trim()).toBe('arn:aws:iam::123456789012:role/others')
  expect(info.status).toBe('Succeeded')
})
