import { access, constants } from 'node:fs/promises'
import { runCommand } from './command.ts'

/** The socket that local instances share with their machine. */
const SOCKET = '/var/run/docker.sock'
/** How long an engine may take to answer, in milliseconds. */
const LIMIT = 2000

/** Why the sample cannot be run in containers of this machine's Docker Engine; undefined when it can be tried. */
export async function engineObstacle(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'that takes a Docker Engine on Linux'
  const socket = await access(SOCKET, constants.R_OK | constants.W_OK).catch((error) => error as NodeJS.ErrnoException)
  if (socket) return socket.code === 'ENOENT' ? `there is no Docker Engine (${SOCKET})` : `${SOCKET} may not be used`
  for (const [program, ...args] of NEEDED) {
    const failure = await attempt(program, args)
    if (failure) return failure.code === 'ENOENT' ? `there is no program ${program}` : `${program}: ${failure.message}`
  }
  return platformObstacle()
}

/** What the build and the hooks call. */
const NEEDED: [string, ...string[]][] = [
  ['docker', '--version'],
  ['curl', '--version'],
  ['bash', '--version'],
]

async function attempt(program: string, args: string[]): Promise<NodeJS.ErrnoException | undefined> {
  return runCommand(program, args, { limit: LIMIT }).then(
    () => undefined,
    (error) => error,
  )
}

/** The image is made of the Node that runs here, so the engine has to run what this machine runs. */
async function platformObstacle(): Promise<string | undefined> {
  const ours = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`
  try {
    const theirs = await runCommand('docker', ['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'], {
      limit: LIMIT,
    })
    return theirs === ours ? undefined : `the Docker Engine runs ${theirs}, this machine ${ours}`
  } catch (error) {
    return `the Docker Engine does not answer: ${(error as Error).message}`
  }
}
