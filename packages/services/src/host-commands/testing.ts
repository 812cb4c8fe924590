import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CodeDeployClient, CreateApplicationCommand, CreateDeploymentGroupCommand } from '@aws-sdk/client-codedeploy'
import { S3Client } from '@aws-sdk/client-s3'
import { CommandClient } from '@towpath/agent-link'
import { createLogger, randomIds, sealingKey, systemClock } from '@towpath/base'
import { createEngine, type Engine, engineSchema } from '@towpath/engine'
import { type BlobStore, diskBlobs, openStore, type Store } from '@towpath/storage'
import type { DatabaseKind } from '@towpath/storage/testing.ts'
import { createWire, type Principal } from '@towpath/wire'
import {
  type CodedeployRunDeps,
  type CommandsForHosts,
  codedeployEntry,
  codedeploySchema,
  commandsForHosts,
  OnPremisesInstances,
  registerCodedeployRuns,
} from '../codedeploy/index.ts'
import { hookLog, logsEntry, logsSchema, logWriter } from '../logs/index.ts'
import { s3Entry, s3Schema } from '../s3/index.ts'
import { revisionBucket } from './bundles/revision-bucket.ts'
import { withRevisionBucket } from './bundles/with-revision-bucket.ts'
import { createHostCommands, type HostCommands, hostSignals } from './create-host-commands.ts'
import type { WatchedHosts } from './ports/hosts.ts'
import { hostCommandsSchema } from './state/migrations.ts'

/*
 * A control plane of the codedeploy and host-commands rooms, over HTTP on a real store and engine, for tests. IAM, EC2
 * and git are played: what they answer is in `world`.
 */

export const ACCOUNT = '123456789012'
export const REGION = 'us-east-1'
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/CodeDeployRole`

/** What the rooms around answer. Tests change it as they like. */
export interface World {
  /** Instances by id, with the role of their profile. */
  instances: Map<string, { role?: string; zone: string; tags: { Key: string; Value: string }[] }>
  role: 'usable' | 'missing' | 'trust' | 'no-describe-instances'
  bundle: Awaited<ReturnType<CodedeployRunDeps['gitBundles']['fetch']>>
}

export interface ControlPlane extends AsyncDisposable {
  endpoint: string
  store: Store
  engine: Engine
  world: World
  deploy: CodeDeployClient
  logs: CloudWatchLogsClient
  hostCommands: HostCommands
  commands: CommandsForHosts
  bucket: ReturnType<typeof revisionBucket>
  blobs: BlobStore
  /** An S3 client of that instance, or of the root user. */
  s3(instanceId?: string): S3Client
  /** How often a host's waiting command was looked up in the database. */
  lookups: number
  /** Adds instances tagged `fleet=web` with a profile of role `web`. */
  launch(count: number): string[]
  /** An agent's client, which signs as the instance unless told otherwise. */
  agent(instanceId: string, options?: { role?: string; secure?: boolean }): CommandClient
  /** Application `web` with the group `fleet`, one or all at a time. */
  group(deploymentConfigName?: string, more?: object): Promise<void>
  /** Another group, `second`, with the same hosts. */
  group2(): Promise<void>
  logged: Record<string, unknown>[]
}

export const hostIdentifier = (instanceId: string) => `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${instanceId}`

/** On a SQLite file unless `kind` says otherwise. */
export async function controlPlane(kind?: DatabaseKind): Promise<ControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-hosts-'))
  const logged: Record<string, unknown>[] = []
  const log = createLogger({ level: 'warn', destination: { write: (line) => logged.push(JSON.parse(line)) } })
  const database = await kind?.create()
  const store = await openStore({ ...(database?.location ?? { folder }), log })
  await store.migrate([engineSchema, codedeploySchema, hostCommandsSchema, logsSchema, s3Schema])
  const parts = { store, clock: systemClock, ids: randomIds, log, sealing: sealingKey(randomBytes(32)) }
  const engine = createEngine(parts)
  const world: World = {
    instances: new Map(),
    role: 'usable',
    bundle: { bundle: { sha256: 'a'.repeat(64), size: 9, format: 'tar' } },
  }
  registerCodedeployRuns({
    ...parts,
    engine,
    ...playedRooms(world),
    hosts: hostSignals(store),
    events: { ended: async () => {} },
  })
  const hosts: WatchedHosts = {
    async instance({ instanceId }) {
      const instance = world.instances.get(instanceId)
      return instance && (instance.role === undefined ? {} : { role: { name: instance.role } })
    },
    async onPremises({ account, region, arn }) {
      const instance = await new OnPremisesInstances(store.db, { account, region }).findByIdentity(arn)
      return instance && { instanceName: instance.name }
    },
    revision: async () => JSON.stringify([...world.instances]),
  }
  const commands = commandsForHosts(engine)
  const counted = {
    ...commands,
    waiting: (...args: Parameters<typeof commands.waiting>) => {
      plane.lookups += 1
      return commands.waiting(...args)
    },
  }
  const hostCommands = createHostCommands({
    ...parts,
    commands: counted,
    hosts,
    hookLog: hookLog(logWriter(parts)),
  })
  const blobs = diskBlobs(join(folder, 'blobs'))
  const bucket = revisionBucket({ commands, hosts })
  const s3 = s3Entry({ blobs, events: { objectCreated() {} }, policies: { problemOf: () => undefined } })
  const wire = createWire({
    entries: [
      withRevisionBucket(s3, { bucket, blobs }),
      codedeployEntry({ serviceRoles: { mayAssume: async () => 'yes' }, engine, sealing: parts.sealing }),
      logsEntry(),
      ...hostCommands.entries,
    ],
    credentials: { find: async (accessKeyId) => credential(accessKeyId) },
    authorizer: { decide: async ({ name }, { action }) => decision(name, action) },
    audit: { record: () => {} },
    ...parts,
    account: ACCOUNT,
    defaultRegion: REGION,
  })
  const server = createServer((request, response) => void wire.handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clients: { close(): void }[] = []
  hostCommands.start()
  engine.startLoop()

  const asRoot = { endpoint, region: REGION, maxAttempts: 1, credentials: keys('ROOT') }
  const plane: ControlPlane = {
    endpoint,
    store,
    engine,
    world,
    logged,
    hostCommands,
    commands,
    lookups: 0,
    bucket,
    blobs,
    s3(instanceId) {
      const credentials = keys(instanceId === undefined ? 'ROOT' : `web+${instanceId}`)
      const client = new S3Client({ endpoint, region: REGION, maxAttempts: 1, forcePathStyle: true, credentials })
      clients.push({ close: () => client.destroy() })
      return client
    },
    deploy: new CodeDeployClient(asRoot),
    logs: new CloudWatchLogsClient(asRoot),
    launch(count) {
      return Array.from({ length: count }, () => {
        const id = `i-${(world.instances.size + 1).toString(16).padStart(17, '0')}`
        world.instances.set(id, { role: 'web', zone: `${REGION}a`, tags: [{ Key: 'fleet', Value: 'web' }] })
        return id
      })
    },
    agent(instanceId, { role = 'web', secure = false } = {}) {
      const credentials = async () => keys(`${role}+${instanceId}`)
      const options = { endpoint, region: REGION, credentials, agentVersion: 'TEST_1', clock: systemClock, secure }
      const client = new CommandClient(options)
      clients.push(client)
      return client
    },
    async group(deploymentConfigName = 'CodeDeployDefault.OneAtATime', more = {}) {
      await plane.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
      await makeGroup(plane.deploy, { deploymentGroupName: 'fleet', deploymentConfigName, ...more })
    },
    group2: () => makeGroup(plane.deploy, { deploymentGroupName: 'second' }),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close()
      plane.deploy.destroy()
      plane.logs.destroy()
      await wire.close()
      server.close()
      server.closeAllConnections()
      await hostCommands.stop()
      await engine.stop()
      await store.close()
      await database?.[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return plane
}

async function makeGroup(
  deploy: CodeDeployClient,
  more: { deploymentGroupName: string; deploymentConfigName?: string },
): Promise<void> {
  await deploy.send(
    new CreateDeploymentGroupCommand({
      applicationName: 'web',
      serviceRoleArn: ROLE,
      ec2TagFilters: [{ Key: 'fleet', Value: 'web', Type: 'KEY_AND_VALUE' }],
      ...more,
    }),
  )
}

function playedRooms(world: World): Pick<CodedeployRunDeps, 'roleSessions' | 'instances' | 'gitBundles'> {
  return {
    roleSessions: {
      async assume({ sessionName }) {
        if (world.role === 'missing' || world.role === 'trust') return { refused: world.role }
        return { principal: session('CodeDeployRole', sessionName) }
      },
    },
    instances: {
      async describe() {
        if (world.role === 'no-describe-instances') return { refused: 'You are not authorized' }
        return { instances: [...world.instances].map(([instanceId, instance]) => ({ instanceId, ...instance })) }
      },
    },
    gitBundles: { fetch: async () => world.bundle },
  }
}

export const keys = (name: string) => ({ accessKeyId: name, secretAccessKey: 'test-secret' })

/** The IAM user as whom an on-premises host signs. */
export const userArn = (name: string) => `arn:aws:iam::${ACCOUNT}:user/hosts/${name}`

/** `ROOT` is the root user, `USER+NAME` an IAM user, `ROLE+SESSION` a session of a role. */
function credential(accessKeyId: string) {
  if (accessKeyId === 'ROOT') {
    const arn = `arn:aws:iam::${ACCOUNT}:root`
    const principal: Principal = { type: 'root', account: ACCOUNT, arn, userId: ACCOUNT, accessKeyId }
    return { ...keys(accessKeyId), principal }
  }
  const [role = '', name = ''] = accessKeyId.split('+')
  const principal = role === 'USER' ? user(name) : session(role, name)
  return { ...keys(accessKeyId), principal: { ...principal, accessKeyId } }
}

function user(name: string): Principal {
  return { type: 'user', account: ACCOUNT, arn: userArn(name), userId: `AIDAX${name}`, name }
}

function session(role: string, name: string): Principal {
  return {
    type: 'assumed-role',
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`,
    userId: `AROAX:${name}`,
    name: role,
    session: { name, policies: [], tags: {}, issuedAt: 0, expiresAt: Number.MAX_SAFE_INTEGER },
  }
}

/** Roles whose name begins with `secure` have the rights of the secure command service. */
function decision(name: string | undefined, action: string) {
  const refused = action.startsWith('codedeploy-commands-secure:') && !name?.startsWith('secure')
  return refused ? { allowed: false, reason: 'implicit-deny' as const } : { allowed: true, reason: 'allowed' as const }
}
