import type { ProjectEnvironment } from '@aws-sdk/client-codebuild'
import type { Sandboxes } from '../ports/sandboxes.ts'
import { isCurated, pullReference } from '../rules/curated-images.ts'
import { type DockerCli, dockerCli } from './docker/docker-cli.ts'
import { dockerDriver } from './docker/docker-driver.ts'
import { isThere } from './docker/fetch-image.ts'
import type { BuildDriver } from './driver.ts'
import { sandboxDriver } from './sandbox/sandbox-driver.ts'

/** How builds are run on this machine. */
export interface BuildDriversOptions {
  /**
   * `auto`: in a container where there is a Docker Engine; in a sandbox otherwise, and for a curated image that is not on
   * this machine while there is no default image. `docker` pulls such an image. One that cannot be pulled fails the build.
   */
  wanted: 'auto' | 'docker' | 'sandbox'
  /** Path of the engine's socket. */
  dockerSocket: string
  /** The docker program of this machine, for builds in privileged mode whose image has none. */
  dockerClient?: string
  /** What runs in place of a curated image that is not on this machine. */
  defaultImage?: string
  network?: string
  sandboxes: Sandboxes
  /** Of builds in a sandbox; `PATH` at least. */
  environment: Record<string, string>
  now(): number
}

export interface BuildDrivers {
  readonly all: readonly BuildDriver[]
  named(name: string): BuildDriver | undefined
  /** Which one runs an environment like that. `say`: what the build's log should tell of the choice. */
  choose(
    environment: Pick<ProjectEnvironment, 'type' | 'image'>,
  ): Promise<{ driver: BuildDriver; say?: string } | { refused: { statusCode: string; message: string } }>
}

const USUAL_SOCKETS = ['/var/run/docker.sock', '/run/docker.sock']

export function buildDrivers(options: BuildDriversOptions): BuildDrivers {
  const { wanted, dockerSocket: socket, sandboxes, environment, now } = options
  const docker = dockerCli({ socket, path: environment.PATH ?? '/usr/bin:/bin', now })
  const { defaultImage, network, dockerClient: client } = options
  const container = dockerDriver({ docker, defaultImage, client, network })
  // Where the docker program looks by itself there is nothing to tell it.
  const engine: Record<string, string> = USUAL_SOCKETS.includes(socket) ? {} : { DOCKER_HOST: `unix://${socket}` }
  const sandbox = sandboxDriver({ sandboxes, environment: { ...engine, ...environment } })
  const all = [container, sandbox]
  return {
    all,
    named: (name) => all.find((driver) => driver.name === name),
    async choose({ type = '', image = '' }) {
      if (/^(WINDOWS|MAC)/.test(type)) return { refused: cannotRun(type) }
      if (wanted === 'sandbox') return { driver: sandbox }
      if (wanted === 'docker') {
        return (await docker.answers()) ? { driver: container } : { refused: noEngine(socket) }
      }
      if (!(await docker.answers()))
        return { driver: sandbox, say: `No Docker Engine answers at ${socket}: ${inSandbox(image)}` }
      if (isCurated(image) && defaultImage === undefined && !(await isHere(docker, image))) {
        return { driver: sandbox, say: `The image ${image} is not on this machine: ${inSandbox(image)}` }
      }
      return { driver: container }
    },
  }
}

const isHere = async (docker: DockerCli, image: string) =>
  (await isThere(docker, image)) || (await isThere(docker, pullReference(image)))

const inSandbox = (image: string) => `the build runs with the programs of this machine, not with those of ${image}`

const cannotRun = (type: string) => ({
  statusCode: 'CLIENT_ERROR',
  message: `Environments of type ${type} cannot be run on this machine: it runs Linux`,
})

const noEngine = (socket: string) => ({
  statusCode: 'CLIENT_ERROR',
  message: `No Docker Engine answers at ${socket}, and builds are set to run in Docker only`,
})
