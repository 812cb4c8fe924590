import { stat } from 'node:fs/promises'
import { type ProgramResult, runProgram } from '../run-program.ts'

/** A Docker Engine of this machine, through the docker program. */
export interface DockerCli {
  /** Path of the engine's socket. */
  readonly socket: string
  /** Whether the engine answers. Known for a while, so that not every build asks. */
  answers(): Promise<boolean>
  run(
    args: string[],
    options?: { timeout?: number; signal?: AbortSignal; config?: string; input?: string },
  ): Promise<ProgramResult>
}

const TIMEOUT = 60_000
const ANSWER_LIMIT = 5_000
/** How long an answer counts, in milliseconds. */
const ANSWER_KEPT = 10_000

/** `path`: search path for the docker program. */
export function dockerCli({ socket, path, now }: { socket: string; path: string; now(): number }): DockerCli {
  let known: { at: number; answer: boolean } | undefined

  const run: DockerCli['run'] = (args, { timeout = TIMEOUT, signal, config = '/nonexistent', input } = {}) => {
    // Neither the settings nor the credentials of whoever runs the control plane.
    const env = {
      PATH: path,
      HOME: '/nonexistent',
      LC_ALL: 'C.UTF-8',
      DOCKER_HOST: `unix://${socket}`,
      DOCKER_CONFIG: config,
    }
    return runProgram('docker', args, { env, timeout, signal, input })
  }
  return {
    socket,
    run,
    async answers() {
      if (known && Math.abs(now() - known.at) < ANSWER_KEPT) return known.answer
      const answer = await asks()
      known = { at: now(), answer }
      return answer
    },
  }

  async function asks(): Promise<boolean> {
    if (!(await stat(socket).catch(() => undefined))?.isSocket()) return false
    const result = await run(['version', '--format', '{{.Server.Version}}'], { timeout: ANSWER_LIMIT }).catch(
      () => undefined,
    )
    return result?.status === 0
  }
}
