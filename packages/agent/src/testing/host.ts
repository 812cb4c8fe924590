import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DeploymentSpecification } from '@towpath/agent-link'
import { systemClock } from '@towpath/base/clock.ts'
import { parseConfig } from '../config/config.ts'
import type { EventObserver, HostTools } from '../events/host-tools.ts'
import { runEvent } from '../events/index.ts'
import { Layout } from '../host/layout.ts'
import { DeploymentsLog } from '../log/deployments-log.ts'
import { type RevisionFiles, writeRevision } from './revisions.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A host without a control plane: events are run on it directly. */
export class TestHost {
  readonly folder = temporaryFolder()
  readonly layout = new Layout(join(this.folder, 'root'))
  readonly target = join(this.folder, 'target')
  readonly tools: HostTools
  #revisions = 0

  constructor(overrides: Partial<HostTools> = {}) {
    const { config } = parseConfig('', 'test')
    this.tools = {
      layout: this.layout,
      retention: { maxRevisions: 5 },
      sources: {
        config,
        region: 'us-east-1',
        credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
        network: { readTimeoutMs: 5000 },
        clock: systemClock,
        limits: config.limits,
      },
      clock: systemClock,
      env: { PATH: process.env.PATH, HOME: this.folder },
      cwd: this.folder,
      hookKillGraceMs: 200,
      deploymentsLog: new DeploymentsLog(this.layout.deploymentsLog, () => Date.now()),
      ...overrides,
    }
  }

  /** A specification of a deployment of these files. */
  deployment(id: string, files: RevisionFiles, overrides: Partial<DeploymentSpecification> = {}) {
    this.#revisions += 1
    const location = writeRevision(join(this.folder, `source-${this.#revisions}`), files)
    const spec: DeploymentSpecification = {
      deploymentId: id,
      deploymentGroupId: 'group-1',
      deploymentGroupName: 'group',
      applicationName: 'app',
      deploymentCreator: 'user',
      deploymentType: 'IN_PLACE',
      appSpecFilename: 'appspec.yml',
      fileExistsBehavior: 'DISALLOW',
      revision: { type: 'Local Directory', location, bundleType: 'directory' },
      ...overrides,
    }
    return spec
  }

  run(event: string, spec: DeploymentSpecification, observer: EventObserver = {}) {
    return runEvent(event, spec, this.tools, observer)
  }

  /** Runs events until one fails; resolves with the last outcome. */
  async runAll(spec: DeploymentSpecification, events: string[]) {
    for (const event of events) {
      const outcome = await this.run(event, spec)
      if (outcome.status === 'Failed' || event === events.at(-1)) return { event, ...outcome }
    }
    throw new Error('no events')
  }

  scriptLog(spec: DeploymentSpecification): string {
    return readFileSync(this.layout.deployment(spec).scriptLog, 'utf8')
  }
}
