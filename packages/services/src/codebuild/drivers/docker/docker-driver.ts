import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { type BuildDriver, type EnvironmentSpec, MOST_PROCESSES } from '../driver.ts'
import { INSIDE } from '../sandbox/sandbox-driver.ts'
import type { DockerCli } from './docker-cli.ts'
import { fetchImage } from './fetch-image.ts'

export interface DockerDriverDeps {
  docker: DockerCli
  /** What runs in place of a curated image that is not on this machine. */
  defaultImage?: string
  /** The docker program of this machine, for privileged builds whose image has none. */
  client?: string
  /** `host`, or a network of the engine. Default: `host`, so that builds reach what this machine reaches, and its registry. */
  network?: string
}

/** Tells the builds of one control plane from those of others on the same engine. */
const OWNER = 'towpath.builds'
const FOLDER = 'towpath.build-folder'
const START_LIMIT = 120_000

/** Derived from the build's id, as its folder is: found again after any crash. */
const containerOf = (folder: string) => `towpath-build-${basename(folder)}`

/** Environments as containers of the project's image. */
export function dockerDriver(deps: DockerDriverDeps): BuildDriver {
  const { docker } = deps
  return {
    name: 'docker',
    inside: () => INSIDE,
    async start(spec) {
      const image = await fetchImage(deps, spec)
      if (typeof image !== 'string') return { refused: image }
      const name = containerOf(spec.folder)
      const program = [join(INSIDE.control, 'runner.sh'), INSIDE.control, INSIDE.state]
      const run = ['run', ...options(deps, spec, name), image, ...program]
      const first = await docker.run(run, { timeout: START_LIMIT, signal: spec.signal })
      if (first.status === 0) return 'started'
      if (!/is already in use by container/.test(first.stderr)) return { refused: cannotStart(first.stderr) }
      // Another control plane came so far.
      const running = await docker.run(['container', 'inspect', '--format', '{{.State.Running}}', name])
      if (running.stdout.trim() === 'true') return 'started'
      await docker.run(['rm', '--force', '--volumes', name])
      const second = await docker.run(run, { timeout: START_LIMIT, signal: spec.signal })
      return second.status === 0 ? 'started' : { refused: cannotStart(second.stderr) }
    },
    async end(folder) {
      const own = `${process.getuid?.()}:${process.getgid?.()}`
      // Root in there has made files that somebody else could not delete.
      if (own !== '0:0') {
        await docker.run(['exec', containerOf(folder), 'chown', '-R', own, INSIDE.output, INSIDE.state])
      }
      const { status, stderr } = await docker.run(['rm', '--force', '--volumes', containerOf(folder)])
      if (status !== 0 && !/no such container/i.test(stderr))
        throw new Error(`Cannot remove the build container: ${stderr.trim()}`)
    },
    async list(buildsFolder) {
      if (!(await docker.answers())) return []
      const filter = ['--filter', `label=${OWNER}=${buildsFolder}`]
      const { stdout } = await docker.run(['ps', '--all', ...filter, '--format', `{{.Label "${FOLDER}"}}`])
      return stdout.split('\n').filter((line) => line !== '')
    },
  }
}

function options(deps: DockerDriverDeps, spec: EnvironmentSpec, name: string): string[] {
  const { folder, cpus, memoryMiB, privileged } = spec
  const mounts = [
    [join(folder, 'output'), INSIDE.output],
    [join(folder, 'control'), INSIDE.control, 'readonly'],
    [join(folder, 'state'), INSIDE.state],
    // No engine inside of the container: it may use this one.
    ...(privileged ? [[deps.docker.socket, '/var/run/docker.sock']] : []),
    ...(privileged && deps.client ? [[deps.client, `${CLIENT_FOLDER}/docker`, 'readonly']] : []),
  ]
  return [
    ...['--detach', '--name', name, '--label', `${OWNER}=${join(folder, '..')}`, '--label', `${FOLDER}=${folder}`],
    ...['--network', deps.network ?? 'host', '--user', '0:0', '--workdir', INSIDE.output],
    ...['--pids-limit', String(MOST_PROCESSES), '--memory', `${memoryMiB}m`],
    // The shares are half of what everything else gets: a build that forks without end must not keep us from ending it.
    ...['--cpus', String(Math.min(cpus, availableParallelism())), '--cpu-shares', '512'],
    ...mounts.flatMap(([source, target, mode]) => [
      '--mount',
      `type=bind,source=${source},target=${target}${mode ? `,${mode}` : ''}`,
    ]),
    // The image's own is overridden (documented).
    ...['--entrypoint', 'sh'],
  ]
}

/** Where the machine's docker program is in a container; at the end of the search path, so that the image's own is meant first. */
export const CLIENT_FOLDER = '/codebuild/bin'

const cannotStart = (said: string) => ({
  statusCode: 'CLIENT_ERROR',
  message: `Unable to start the build container: ${said.trim().split('\n').slice(0, 3).join(' ').slice(0, 600)}`,
})
