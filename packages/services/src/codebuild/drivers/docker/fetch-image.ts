import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCurated, pullReference } from '../../rules/curated-images.ts'
import type { EnvironmentSpec } from '../driver.ts'
import type { DockerCli } from './docker-cli.ts'

/** Large images over slow lines. */
const PULL_LIMIT = 30 * 60_000

/** The image to run, once the engine has it; or why the build cannot have it. */
export async function fetchImage(
  { docker, defaultImage }: { docker: DockerCli; defaultImage?: string },
  { image, registry, signal, say }: Pick<EnvironmentSpec, 'image' | 'registry' | 'signal' | 'say'>,
): Promise<string | { statusCode: string; message: string }> {
  if (/^-/.test(image)) return unable(image, 'invalid reference format')
  if (await isThere(docker, image)) return image
  const reference = pullReference(image)
  if (reference !== image && (await isThere(docker, reference))) return reference
  if (isCurated(image) && defaultImage !== undefined) {
    say(`The image ${image} is not on this machine: ${defaultImage} runs in its place`)
    return (await isThere(docker, defaultImage)) ? defaultImage : pull(docker, defaultImage, undefined, signal)
  }
  return pull(docker, reference, registry, signal)
}

export async function isThere(docker: DockerCli, image: string): Promise<boolean> {
  return (await docker.run(['image', 'inspect', '--format', '{{.Id}}', image])).status === 0
}

async function pull(
  docker: DockerCli,
  image: string,
  registry: EnvironmentSpec['registry'],
  signal: AbortSignal,
): Promise<string | { statusCode: string; message: string }> {
  // Credentials go into a folder that is gone with the pull, never into arguments.
  const config = await mkdtemp(join(tmpdir(), 'towpath-pull-'))
  try {
    if (registry) {
      const args = ['login', '--username', registry.username, '--password-stdin', ...hostOf(image)]
      const login = await docker.run(args, { config, input: registry.password, signal })
      if (login.status !== 0) return unable(image, login.stderr)
    }
    const { status, stderr } = await docker.run(['pull', '--quiet', image], { config, timeout: PULL_LIMIT, signal })
    return status === 0 ? image : unable(image, stderr)
  } finally {
    await rm(config, { recursive: true, force: true })
  }
}

/** The registry in an image's name, as `docker login` takes it; none for Docker Hub. */
function hostOf(image: string): string[] {
  const [first = '', ...rest] = image.split('/')
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? [first] : []
}

/** Code and first sentence are AWS's (observed). */
const unable = (image: string, said: string) => ({
  statusCode: 'BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE',
  message: `Unable to pull customer's container image. CannotPullContainerError: ${image}: ${said.trim().split('\n').slice(-1).join(' ').slice(0, 600)}`,
})
