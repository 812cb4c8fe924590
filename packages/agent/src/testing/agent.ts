import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type RunAgentOptions, runAgent } from '../daemon/run-agent.ts'
import type { CommandServiceStub } from './command-service-stub.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const IDENTIFIER = 'arn:aws:iam::123456789012:user/test/host-1'

/** An agent with a configuration of its own, in this process or in another. */
export class TestAgent {
  readonly folder = temporaryFolder()
  readonly rootDir = join(this.folder, 'root')
  readonly configFile = join(this.folder, 'codedeployagent.yml')
  #process: ChildProcess | undefined

  constructor(service: CommandServiceStub, extra = '') {
    mkdirSync(this.folder, { recursive: true })
    const onPremises = join(this.folder, 'codedeploy.onpremises.yml')
    const authority = join(this.folder, 'ca.pem')
    writeFileSync(authority, service.authority.certificate)
    writeFileSync(
      onPremises,
      `region: us-east-1\naws_access_key_id: AKIDEXAMPLE\naws_secret_access_key: example\niam_user_arn: ${IDENTIFIER}\n`,
    )
    writeFileSync(
      this.configFile,
      `:root_dir: ${this.rootDir}
:log_dir: ${join(this.folder, 'log')}
:pid_dir: ${join(this.folder, 'pid')}
:wait_between_runs: 1
:on_premises_config_file: ${onPremises}
:deploy_control_endpoint: ${service.endpoint}
:deployment_signer_ca_file: ${authority}
${extra}`,
    )
  }

  get log(): string {
    return readFileSync(join(this.folder, 'log', 'codedeploy-agent.log'), 'utf8')
  }

  /** Runs in this process; resolves with what ends it. */
  run(options: Partial<RunAgentOptions> = {}) {
    const stop = new AbortController()
    const env = { PATH: process.env.PATH, AWS_SECRET_ACCESS_KEY: 'agent-secret' }
    const ended = runAgent({ configFile: this.configFile, env, signal: stop.signal, ...options })
    ended.catch(() => {})
    const end = async () => {
      stop.abort()
      await ended
    }
    onTestFinished(() => end().catch(() => {}))
    return { end, stop, ended }
  }

  /** Starts it as a process of its own. */
  start(): ChildProcess {
    const script = fileURLToPath(new URL('./agent-process.ts', import.meta.url))
    const child = spawn(process.execPath, [script, this.configFile], { stdio: ['ignore', 'inherit', 'inherit'] })
    this.#process = child
    onTestFinished(() => void child.kill('SIGKILL'))
    return child
  }

  /** As when power is lost to the agent alone. */
  async kill(): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
}
