import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  BatchGetBuildsCommand,
  type Build,
  CodeBuildClient,
  CreateProjectCommand,
  StartBuildCommand,
} from '@aws-sdk/client-codebuild'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { type ControlPlane, startControlPlane } from '@towpath/testkit'
import { expect, test } from 'vitest'
import { aProject, ROLE } from '../testing.ts'

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}

test('a build goes on in its environment when its control plane is killed, and the next one finishes it', async () => {
  await using plane = await startControlPlane({ driver: 'auto', flags: ['--builds', 'sandbox'] })
  const client = await project(plane, ['echo begun; sleep 4; echo finished', 'echo tail'])
  const { build = {} } = await client.build.send(new StartBuildCommand({ projectName: 'web' }))
  await expect.poll(() => client.lines(build), { timeout: 30_000 }).toContain('begun')

  await plane.kill()
  await plane.start()
  const ended = await client.end(build)

  const lines = await client.lines(build)
  expect(ended.buildStatus, lines.join('\n')).toBe('SUCCEEDED')
  expect(lines.filter((line) => ['begun', 'finished', 'tail'].includes(line))).toEqual(['begun', 'finished', 'tail'])
  await expect.poll(() => readdir(join(plane.dataFolder, 'builds')), { timeout: 20_000 }).toEqual([])
})

async function project(plane: ControlPlane, commands: string[]) {
  const iam = new IAMClient(plane.client)
  const RoleName = ROLE.slice(ROLE.lastIndexOf('/') + 1)
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(TRUST) }))
  iam.destroy()
  const build = new CodeBuildClient(plane.client)
  const buildspec = JSON.stringify({ version: '0.2', phases: { build: { commands } } })
  await build.send(new CreateProjectCommand(aProject({ source: { type: 'NO_SOURCE', buildspec } })))
  const logs = new CloudWatchLogsClient(plane.client)

  async function lines({ logs: { groupName, streamName } = {} }: Build): Promise<string[]> {
    const asked = { logGroupName: groupName, logStreamName: streamName, startFromHead: true }
    const { events = [] } = await logs.send(new GetLogEventsCommand(asked)).catch(() => ({ events: [] }))
    return events.map(({ message = '' }) => message)
  }
  async function end({ id = '' }: Build): Promise<Build> {
    let seen: Build = {}
    const isOver = async () => {
      seen = (await build.send(new BatchGetBuildsCommand({ ids: [id] }))).builds?.[0] ?? {}
      return seen.buildComplete
    }
    await expect.poll(isOver, { timeout: 45_000, interval: 100 }).toBe(true)
    return seen
  }
  return { build, lines, end }
}
