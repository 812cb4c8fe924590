import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { CodeDeployClient, CreateDeploymentCommand, ListApplicationsCommand } from '@aws-sdk/client-codedeploy'
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2'
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DetachUserPolicyCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import { silentLogger } from '@towpath/base'
import { openStore } from '@towpath/storage'
import { databases, type TestDatabase } from '@towpath/storage/testing.ts'
import { type ControlPlane, startControlPlane, until } from '@towpath/testkit'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appspec, script } from './support/bundle.ts'
import { statuses } from './support/targets.ts'
import { type World, world } from './support/world.ts'

const postgres = databases.find(({ name }) => name === 'postgres')

const EVENTS = ['BeforeInstall', 'AfterInstall', 'ApplicationStart', 'ValidateService']

let database: TestDatabase
let environment: Record<string, string>
let here: World

beforeAll(async () => {
  if (!postgres) return
  database = await postgres.create()
  environment = {
    TOWPATH_DATABASE: database.location.url ?? '',
    TOWPATH_SEALING_KEY: randomBytes(32).toString('base64'),
  }
  here = await world({ instances: 2, environment })
})
afterAll(async () => {
  await here?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
})

/** Each hook notes that it ran in a file that the test's instances share: the process driver does not isolate them. */
function files() {
  const hook = script(`echo "$DEPLOYMENT_ID $LIFECYCLE_EVENT $TOWPATH_DESTINATION_ROOT" >>"${marks()}"`, 'sleep 0.3')
  return {
    'appspec.yml': appspec(EVENTS),
    ...Object.fromEntries(EVENTS.map((event) => [`scripts/${event}.sh`, hook])),
  }
}

const marks = () => join(here.plane.dataFolder, 'marks')

/** What hooks of a deployment noted, sorted. */
async function ran(deploymentId: string): Promise<string[]> {
  const text = await readFile(marks(), 'utf8')
  return text
    .split('\n')
    .filter((line) => line.startsWith(deploymentId))
    .toSorted()
}

/** Each hook, on each of the two instances, just once. */
async function expectEachHookOnce(deploymentId: string): Promise<void> {
  const lines = await ran(deploymentId)
  expect(lines).toHaveLength(EVENTS.length * 2)
  expect(new Set(lines).size).toBe(lines.length)
}

/** As when the database is restarted, or a balancer in front of it fails over. */
async function breakConnections(): Promise<void> {
  const store = await openStore({ ...database.location, log: silentLogger })
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid != pg_backend_pid()`
    .execute(store.db)
    .finally(() => store.close().catch(() => undefined))
}

describe.runIf(postgres)('on PostgreSQL', () => {
  test('a revision is deployed, and the data folder holds no database', async () => {
    const { id, info, targets } = await here.deploy(files())

    expect(info).toMatchObject({ status: 'Succeeded', deploymentOverview: { Succeeded: 2, Failed: 0 } })
    expect(targets.map((target) => statuses(target).at(-1))).toEqual(Array(2).fill('ValidateService Succeeded'))
    await expectEachHookOnce(id)
    expect(await readdir(here.plane.dataFolder)).not.toContain('database')
  })

  test.each([0, 400, 1200])(
    'a control plane killed %i ms into a deployment ends it after its restart, and no hook runs twice',
    async (moment) => {
      const id = await here.begin(files())
      await delay(moment)

      await here.plane.kill()
      await here.plane.start()
      const { info } = await here.ended(id, 120_000)

      expect(info.status).toBe('Succeeded')
      await expectEachHookOnce(id)
    },
  )

  test('a deployment outlives that all connections to the database break, again and again', async () => {
    const id = await here.begin(files())

    for (let breaks = 0; breaks < 4; breaks++) {
      await breakConnections()
      await delay(400)
    }
    const { info } = await here.ended(id, 120_000)

    expect(info.status).toBe('Succeeded')
    await expectEachHookOnce(id)
  })

  describe('two control planes, each with a data folder of its own, that share the database and the sealing key', () => {
    let second: ControlPlane
    beforeAll(async () => {
      second = await startControlPlane({ environment })
    })
    afterAll(() => second?.[Symbol.asyncDispose]())

    /** A deployment that the second is asked for. Its bundle lies with the first, which the hosts read it from. */
    async function beginThere(): Promise<string> {
      const { info } = await here.deploy(files())
      const request = { applicationName: 'app', deploymentGroupName: 'group', revision: info.revision }
      const { deploymentId = '' } = await new CodeDeployClient(second.client).send(new CreateDeploymentCommand(request))
      return deploymentId
    }

    test('show the same applications and instances', async () => {
      const codedeploy = new CodeDeployClient(second.client)
      const ec2 = new EC2Client(second.client)

      const { applications } = await codedeploy.send(new ListApplicationsCommand({}))
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}))

      expect(applications).toEqual(['app'])
      const ids = Reservations.flatMap(({ Instances = [] }) => Instances.map((instance) => instance.InstanceId))
      expect(ids.toSorted()).toEqual(here.instanceIds.toSorted())
    })

    test('know at once the access keys that the other has made, and what may be done with them', async () => {
      const policy = { UserName: 'ada', PolicyArn: 'arn:aws:iam::aws:policy/AWSCodeDeployReadOnlyAccess' }
      await here.iam.send(new CreateUserCommand({ UserName: 'ada' }))
      const { AccessKey } = await here.iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }))
      const credentials = {
        accessKeyId: AccessKey?.AccessKeyId ?? '',
        secretAccessKey: AccessKey?.SecretAccessKey ?? '',
      }
      const there = new CodeDeployClient({ ...second.client, credentials })
      const list = () => there.send(new ListApplicationsCommand({}))

      await expect(list()).rejects.toMatchObject({ name: 'AccessDeniedException' })
      await here.iam.send(new AttachUserPolicyCommand(policy))
      await until('the right is known', () =>
        list().then(
          () => true,
          () => false,
        ),
      )
      await new IAMClient(second.client).send(new DetachUserPolicyCommand(policy))
      await expect(list()).rejects.toMatchObject({ name: 'AccessDeniedException' })
    })

    test('deploy together: one is asked to, hosts talk to the other', async () => {
      const id = await beginThere()

      const { info } = await here.ended(id, 120_000)

      expect(info.status).toBe('Succeeded')
      await expectEachHookOnce(id)
    })

    test.each([0, 500])(
      'one of them is killed %i ms into a deployment that it was asked for: the other ends it',
      async (moment) => {
        const id = await beginThere()
        await delay(moment)

        await second.kill()
        const { info } = await here.ended(id, 120_000)

        expect(info.status).toBe('Succeeded')
        await expectEachHookOnce(id)
        await second.start()
      },
    )

    test('a third with another sealing key is refused', async () => {
      const other = { ...environment, TOWPATH_SEALING_KEY: randomBytes(32).toString('base64') }

      await expect(startControlPlane({ environment: other })).rejects.toThrow(
        'The secrets in this database are sealed with another key',
      )
    })
  })
})
