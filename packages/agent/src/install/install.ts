import { open } from 'node:fs/promises'
import { isAbsolute, join, normalize, resolve } from 'node:path'
import type { DeploymentSpecification } from '@towpath/agent-link'
import { HOST_EVENTS } from '@towpath/agent-link/lifecycle-events.ts'
import type { AppSpec } from '../appspec/appspec.ts'
import { type FoundAppSpec, readAppSpec } from '../appspec/find.ts'
import { readIfThere, writeFileSafely } from '../host/files.ts'
import type { Layout } from '../host/layout.ts'
import { applyInstruction } from './apply.ts'
import { cleanUp, foreseeCleanup, formatCleanupEntry, parseCleanup } from './cleanup-file.ts'
import { InstallError, type Instruction } from './instructions.ts'
import { planFiles } from './plan-files.ts'
import { planPermissions } from './plan-permissions.ts'

export interface InstallOptions {
  layout: Layout
  /** Folder below which destinations are put, on a host that is shared without isolation. */
  destinationRoot?: string
  /** What relative destinations are relative to. */
  cwd: string
}

/**
 * The Install event: removes what the group's last Install made, then copies files and sets permissions.
 *
 * Everything that can be foreseen is checked before the old files are touched; the official agent deletes them first
 * and leaves the host without either version when a file is in the way (observed). A step that fails later leaves what
 * was done, and a clean-up file that names it.
 */
export async function install(spec: DeploymentSpecification, options: InstallOptions): Promise<void> {
  const { layout } = options
  const { archive } = layout.deployment(spec)
  const found = await readAppSpec(archive, spec.appSpecFilename)
  checkEventNames(found, spec.allPossibleLifecycleEvents)

  const cleanupFile = layout.cleanup(spec.deploymentGroupId)
  const old = parseCleanup((await readIfThere(cleanupFile)) ?? '')
  const removed = await foreseeCleanup(old)
  const steps = await plan(found.appspec, spec, archive, removed, options)
  const listed = `${JSON.stringify({ instructions: steps })}\n`
  await writeFileSafely(layout.installInstructions(spec.deploymentGroupId), listed)

  await cleanUp(old)
  await carryOut(steps, cleanupFile)
}

async function plan(
  appspec: AppSpec,
  spec: DeploymentSpecification,
  archive: string,
  removed: ReadonlySet<string>,
  { destinationRoot, cwd }: InstallOptions,
): Promise<Instruction[]> {
  const destinationOf = (path: string) => {
    const absolute = withoutTrailingSlash(isAbsolute(path) ? normalize(path) : resolve(cwd, path))
    return destinationRoot === undefined ? absolute : withoutTrailingSlash(join(destinationRoot, absolute))
  }
  const files = await planFiles({
    files: appspec.files,
    archive,
    fileExistsBehavior: appspec.fileExistsBehavior ?? spec.fileExistsBehavior,
    removed,
    destinationOf,
  })
  return [...files.instructions, ...planPermissions(appspec.permissions, files, destinationOf)]
}

/** The old clean-up file is replaced only now: until here it told the truth. */
async function carryOut(steps: Instruction[], cleanupFile: string): Promise<void> {
  await writeFileSafely(cleanupFile, '')
  const cleanup = await open(cleanupFile, 'a')
  try {
    for (const step of steps) {
      await applyInstruction(step, async (entry) => {
        await cleanup.appendFile(formatCleanupEntry(entry))
      })
    }
    await cleanup.datasync()
  } finally {
    await cleanup.close()
  }
}

/** Only where the deployment says which events exist. */
function checkEventNames({ appspec, name }: FoundAppSpec, possible: string[] | undefined): void {
  if (!possible) return
  const agents = HOST_EVENTS.map((event) => event.name)
  const unknown = [...Object.keys(appspec.hooks), ...agents].filter((event) => !possible.includes(event))
  if (unknown.length > 0) {
    throw new InstallError(`${name} file contains unknown lifecycle events: ${JSON.stringify([...new Set(unknown)])}`)
  }
  const custom = possible.filter((event) => !agents.includes(event) && !Object.hasOwn(appspec.hooks, event))
  if (custom.length > 0) {
    throw new InstallError(`${name} file has no hooks for the lifecycle events: ${JSON.stringify(custom)}`)
  }
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
