import type { GetDeploymentInput, GetDeploymentOutput } from '@aws-sdk/client-codedeploy'
import type { GetConsoleOutputRequest, GetConsoleOutputResult } from '@aws-sdk/client-ec2'
import { randomIds, ServiceError, systemClock } from '@towpath/base'
import {
  type HookLogBatch,
  hookLog,
  type LogBatch,
  logsEntry,
  logsSchema,
  logWriter,
} from '@towpath/services/logs/index.ts'
import { operation } from '@towpath/wire'
import { codedeployEntry, ec2Entry } from '@towpath/wire/testing/fake-entries.ts'
import { ROOT, wireServer } from '@towpath/wire/testing/wire-server.ts'

/** The real logs room, beside deployments and consoles that a test sets. */
export interface LogServer extends AsyncDisposable {
  /** Environment in which commands talk to it as root. */
  environment: Record<string, string>
  /** Status by deployment id. */
  deployments: Map<string, string>
  /** What is on the console, by instance id. */
  consoles: Map<string, string>
  /** Writes as the control plane does when a host reports. */
  hook(batch: Omit<HookLogBatch, 'account' | 'region'>): Promise<void>
  write(batch: Omit<LogBatch, 'account' | 'region'>): Promise<void>
}

const SCOPE = { account: '123456789012', region: 'us-east-1' }

export async function logServer(): Promise<LogServer> {
  const deployments = new Map<string, string>()
  const consoles = new Map<string, string>()
  const getDeployment = operation<GetDeploymentInput, GetDeploymentOutput, unknown>('GetDeployment', {
    kind: 'read',
    access: () => [],
    async run({ deploymentId = '' }) {
      const status = deployments.get(deploymentId)
      if (!status) throw new ServiceError('DeploymentDoesNotExistException', `There is no deployment ${deploymentId}`)
      return { deploymentInfo: { deploymentId, status: status as 'Succeeded' } }
    },
  })
  const getConsoleOutput = operation<GetConsoleOutputRequest, GetConsoleOutputResult, unknown>('GetConsoleOutput', {
    kind: 'read',
    access: () => [],
    async run({ InstanceId = '' }) {
      return { InstanceId, Output: Buffer.from(consoles.get(InstanceId) ?? '').toString('base64') }
    },
  })
  const server = await wireServer([logsEntry(), codedeployEntry(getDeployment), ec2Entry(getConsoleOutput)])
  await server.store.migrate([logsSchema])
  const writer = logWriter({ store: server.store, clock: systemClock, ids: randomIds })

  return {
    deployments,
    consoles,
    environment: {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
      AWS_REGION: SCOPE.region,
    },
    async hook(batch) {
      await server.store.transaction((db) => hookLog(writer).append(db, { ...SCOPE, ...batch }))
    },
    async write(batch) {
      await server.store.transaction((db) => writer.append(db, { ...SCOPE, ...batch }))
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
