import {
  DeleteApplicationCommand,
  DeleteDeploymentGroupCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy'
import type { Chore } from '@towpath/base'
import { databases } from '@towpath/storage/testing.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { codedeployChores } from '../codedeploy/index.ts'
import { TargetHealth } from '../codedeploy/state/target-health.ts'
import { type ControlPlane, controlPlane } from './testing.ts'
import { acknowledge, complete, deploy, ended, GITHUB_REVISION, poll, work } from './testing-host.ts'

const DAY = 86_400_000

function chores(plane: ControlPlane, historyKept?: number): Map<string, Chore> {
  return new Map(codedeployChores({ ...plane, historyKept }).map((chore) => [chore.name, chore]))
}

/** Does a chore until nothing is left, as on the day `days` from today. Answers how many lots that took. */
async function doChore(chore: Chore | undefined, days: number): Promise<number> {
  for (let lots = 1; lots < 100; lots++) if (!(await chore?.lot(Date.now() + days * DAY))) return lots
  throw new Error('It never ends')
}

async function rowsOf(plane: ControlPlane, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
    plane.store.db,
  )
  return Number(rows[0]?.count)
}

async function deployed(plane: ControlPlane, host: string, revision?: typeof GITHUB_REVISION): Promise<string> {
  const id = await deploy(plane, revision && { revision })
  await work(plane.agent(host), host)
  await ended(plane, id)
  return id
}

test.each(databases)('a week after its end the runs of a deployment are forgotten ($name)', async (kind) => {
  await using plane = await controlPlane(kind)
  const [host = ''] = plane.launch(1)
  await plane.group()
  const id = await deployed(plane, host)
  const { 'codedeploy.runs': runs } = Object.fromEntries(chores(plane))

  await doChore(runs, 6.9)
  expect(await rowsOf(plane, 'engine_runs')).toBe(2)
  await doChore(runs, 7.1)

  expect(await rowsOf(plane, 'engine_runs')).toBe(0)
  const { deploymentInfo } = await plane.deploy.send(new GetDeploymentCommand({ deploymentId: id }))
  expect(deploymentInfo?.status).toBe('Succeeded')
})

test('runs of a deployment that has not ended are kept, those of its targets that have ended among them', async () => {
  await using plane = await controlPlane()
  const [first = ''] = plane.launch(2)
  await plane.group('CodeDeployDefault.AllAtOnce')
  await deploy(plane)
  await work(plane.agent(first), first)

  await doChore(chores(plane).get('codedeploy.runs'), 30)

  expect(await rowsOf(plane, 'engine_runs')).toBe(3)
})

test('runs that ended after their application was deleted are forgotten as well', async () => {
  await using plane = await controlPlane()
  const [host = ''] = plane.launch(1)
  await plane.group()
  await deploy(plane)
  const command = await poll(plane.agent(host), host)
  await acknowledge(plane.agent(host), command)
  await plane.deploy.send(new DeleteApplicationCommand({ applicationName: 'web' }))
  await complete(plane.agent(host), command)

  await doChore(chores(plane).get('codedeploy.runs'), 7.1)

  expect(await rowsOf(plane, 'engine_runs')).toBe(0)
})

test.each(databases)('old deployments are forgotten, but for the last ones of each group ($name)', async (kind) => {
  await using plane = await controlPlane(kind)
  const [host = ''] = plane.launch(1)
  await plane.group()
  const ids: string[] = []
  for (let round = 0; round < 12; round++) ids.push(await deployed(plane, host))
  const history = chores(plane, 400 * DAY).get('codedeploy.deployments')
  const left = async () => (await plane.deploy.send(new ListDeploymentsCommand({}))).deployments

  await doChore(history, 399)
  expect(await left()).toHaveLength(12)
  const lots = await doChore(history, 401)

  expect(lots).toBe(2)
  expect(await left()).toEqual(ids.slice(-1))
  expect(await rowsOf(plane, 'codedeploy_targets')).toBe(1)
})

test('history that is kept for ever is kept', async () => {
  await using plane = await controlPlane()

  expect([...chores(plane).keys()]).toEqual(['codedeploy.runs'])
})

test('with a group goes what has ended in it, its bundles, and what it knew of its targets', async () => {
  await using plane = await controlPlane()
  const [host = ''] = plane.launch(1)
  await plane.group()
  await plane.group2()
  await deployed(plane, host, GITHUB_REVISION)
  const other = await deploy(plane, { deploymentGroupName: 'second', revision: GITHUB_REVISION })
  const agent = plane.agent(host)
  const command = await poll(agent, host)
  expect(await rowsOf(plane, 'storage_blob_references')).toBe(2)

  for (const deploymentGroupName of ['fleet', 'second']) {
    await plane.deploy.send(new DeleteDeploymentGroupCommand({ applicationName: 'web', deploymentGroupName }))
  }

  expect((await plane.deploy.send(new ListDeploymentsCommand({}))).deployments).toEqual([other])
  expect(await rowsOf(plane, 'codedeploy_target_health')).toBe(0)
  expect(await rowsOf(plane, 'storage_blob_references')).toBe(1)
  await acknowledge(agent, command)
  await complete(agent, command)
  await work(agent, host)
  expect(await ended(plane, other)).toMatchObject({ status: 'Succeeded' })
  expect(await rowsOf(plane, 'codedeploy_target_health')).toBe(0)
  expect(await rowsOf(plane, 'storage_blob_references')).toBe(0)
})

test('a deployment forgets what its group knew of targets that left it more than a month ago', async () => {
  await using plane = await controlPlane()
  const [host = ''] = plane.launch(1)
  await plane.group()
  const { deploymentGroupInfo } = await plane.deploy.send(
    new GetDeploymentGroupCommand({ applicationName: 'web', deploymentGroupName: 'fleet' }),
  )
  const groupId = deploymentGroupInfo?.deploymentGroupId ?? ''
  await plane.store.transaction(async (db) => {
    const health = new TargetHealth(db)
    await health.record(groupId, host, { healthy: true }, Date.now() - 40 * DAY)
    await health.record(groupId, 'i-long-gone', { healthy: true }, Date.now() - 31 * DAY)
    await health.record(groupId, 'i-just-gone', { healthy: true }, Date.now() - 29 * DAY)
  })

  await deployed(plane, host)

  const known = await new TargetHealth(plane.store.db).ofGroup(groupId)
  expect([...known.keys()].toSorted()).toEqual([host, 'i-just-gone'].toSorted())
})
