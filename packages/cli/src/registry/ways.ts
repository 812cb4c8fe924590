import { runCommand } from '../demo/container/command.ts'

/** How long a program may take to say that it is there, in milliseconds. */
const LIMIT = 2000
const IMAGE = 'registry:2'

/** One way to run a registry on this machine. */
export interface RegistryWay {
  name: string
  /** What has to be ended first: left by a start that was killed. */
  sweep?: (port: number) => string[]
  /** The program and its arguments. It has to end by SIGTERM, and to take its settings from nowhere else. */
  command(port: number, places: RegistryPlaces): string[]
}

export interface RegistryPlaces {
  /** Configuration that names address and data. */
  config: string
  data: string
}

const program: RegistryWay = {
  name: 'docker-registry',
  command: (_, { config }) => ['docker-registry', 'serve', config],
}

const container: RegistryWay = {
  name: `a container of ${IMAGE}`,
  sweep: (port) => ['docker', 'rm', '--force', nameFor(port)],
  command: (port, { data }) => [
    ...['docker', 'run', '--rm', '--name', nameFor(port), '--pull', 'never'],
    ...['--publish', `127.0.0.1:${port}:5000`, '--mount', `type=bind,source=${data},target=/var/lib/registry`],
    IMAGE,
  ],
}

const nameFor = (port: number) => `towpath-registry-${port}`

/** The way that this machine has: its program, or an image that is there; nothing is downloaded. */
export async function registryWay(): Promise<RegistryWay | undefined> {
  const works = (file: string, ...args: string[]) =>
    runCommand(file, args, { limit: LIMIT }).then(
      () => true,
      () => false,
    )
  if (await works('docker-registry', '--version')) return program
  return (await works('docker', 'image', 'inspect', IMAGE)) ? container : undefined
}
