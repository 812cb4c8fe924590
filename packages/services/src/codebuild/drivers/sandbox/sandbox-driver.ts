import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Sandboxes } from '../../ports/sandboxes.ts'
import { type BuildDriver, MOST_PROCESSES } from '../driver.ts'
import { endControlGroups, openControlGroups, removeControlGroups } from './control-groups.ts'

export interface SandboxDriverDeps {
  sandboxes: Sandboxes
  /** Of every build: the search path, proxies. */
  environment: Record<string, string>
}

/** Where the folders of a build are inside of a sandbox, and of a container. */
export const INSIDE = { output: '/codebuild/output', control: '/codebuild/control', state: '/codebuild/state' }

const own = (folder: string) => join(folder, 'sandbox')
const groupOf = (folder: string) => `towpath-build-${basename(folder)}`

/**
 * Environments as sandboxes: a copy-on-write view of this machine with processes of its own, and with the machine's
 * network and Docker Engine. The image of the project plays no part.
 */
export function sandboxDriver({ sandboxes, environment }: SandboxDriverDeps): BuildDriver {
  const inside = (folder: string) =>
    sandboxes.isolation === 'namespaces'
      ? INSIDE
      : { output: join(folder, 'output'), control: join(folder, 'control'), state: join(folder, 'state') }
  return {
    name: 'sandbox',
    inside,
    async start({ folder, memoryMiB, say }) {
      const places = inside(folder)
      const controlGroups = await openControlGroups(groupOf(folder), { processes: MOST_PROCESSES, memoryMiB })
      if (sandboxes.isolation === 'none') say('The build is not isolated: its commands can change this machine')
      if (controlGroups.length === 0 && process.getuid?.() === 0)
        say('This machine has no control groups to be used: nothing bounds the processes and the memory of the build')
      await sandboxes.boot({
        folder: own(folder),
        hostname: 'codebuild',
        init: ['/bin/sh', join(places.control, 'runner.sh'), places.control, places.state],
        shared: [
          { source: join(folder, 'output'), target: INSIDE.output },
          { source: join(folder, 'control'), target: INSIDE.control, readOnly: true },
          { source: join(folder, 'state'), target: INSIDE.state },
        ],
        environment,
        mostProcesses: MOST_PROCESSES,
        controlGroups,
      })
      return 'started'
    },
    async end(folder) {
      // The kernel ends what has a first process of its own; plain processes have none.
      if (sandboxes.isolation === 'none') await endControlGroups(groupOf(folder))
      await sandboxes.end(own(folder))
      await removeControlGroups(groupOf(folder))
    },
    async list(buildsFolder) {
      const folders = (await readdir(buildsFolder).catch(() => [])).map((name) => join(buildsFolder, name))
      const running = await Promise.all(folders.map((folder) => sandboxes.isRunning(own(folder))))
      return folders.filter((_, index) => running[index])
    },
  }
}
