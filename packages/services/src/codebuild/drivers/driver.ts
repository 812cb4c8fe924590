import type { InsidePaths } from './environment-folder.ts'

/** What an environment has to be like. */
export interface EnvironmentSpec {
  /** `<project>:<uuid>`. */
  buildId: string
  /** The build's folder on this machine; see EnvironmentFolder. */
  folder: string
  /** As the project has it. */
  image: string
  privileged: boolean
  /** Of the compute type. */
  cpus: number
  memoryMiB: number
  /** For pulling the image. */
  registry?: { username: string; password: string }
  signal: AbortSignal
  /** For the build's log. */
  say(line: string): void
}

/** `message`: for people. The build fails in PROVISIONING. */
export type StartOutcome = 'started' | { refused: { statusCode: string; message: string } }

/**
 * Runs the environments of builds on this machine. Environments live on when the process that started them ends, however
 * it ends; whatever is called for one may be called again.
 *
 * A rejected call has told why in the error's message, and is repeated by the engine; `end` deals with what was left.
 */
export interface BuildDriver {
  readonly name: 'docker' | 'sandbox'
  /** Where the folders of builds are seen from inside. */
  inside(folder: string): InsidePaths
  /** Starts an environment whose first process is the runner. */
  start(spec: EnvironmentSpec): Promise<StartOutcome>
  /** Ends every process of the environment at once and forgets it; the shared folders stay. Harmless when there is none. */
  end(folder: string): Promise<void>
  /** The folders of the environments that are there, below `buildsFolder`. */
  list(buildsFolder: string): Promise<string[]>
}

/** Most processes of a build, threads included. */
export const MOST_PROCESSES = 2048
