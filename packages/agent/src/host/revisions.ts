import type { DeploymentSpecification } from '@towpath/agent-link'
import { revisionChoice } from '@towpath/agent-link/lifecycle-events.ts'
import { readIfThere, statIfThere, writeFileSafely } from './files.ts'
import { DeploymentFolder, type Layout } from './layout.ts'

/**
 * The deployment whose unpacked revision an event uses; undefined when that would be an earlier one and there was none.
 */
export async function revisionFor(
  event: string,
  spec: DeploymentSpecification,
  layout: Layout,
): Promise<DeploymentFolder | undefined> {
  const current = layout.deployment(spec)
  const choice = revisionChoice(event, spec)
  if (choice === 'current' || (await statIfThere(current.archive))) return current
  return choice === 'most-recent'
    ? pointedTo(layout.mostRecent(spec.deploymentGroupId), layout)
    : pointedTo(layout.lastSuccessful(spec.deploymentGroupId), layout)
}

export async function lastSuccessful(deploymentGroupId: string, layout: Layout): Promise<DeploymentFolder | undefined> {
  return pointedTo(layout.lastSuccessful(deploymentGroupId), layout)
}

/** Notes that this deployment's Install succeeded. */
export async function noteSuccessfulInstall(spec: DeploymentSpecification, layout: Layout): Promise<void> {
  await writeFileSafely(layout.lastSuccessful(spec.deploymentGroupId), layout.deployment(spec).path)
}

/** Notes that this deployment's DownloadBundle succeeded. */
export async function noteDownloaded(spec: DeploymentSpecification, layout: Layout): Promise<void> {
  await writeFileSafely(layout.mostRecent(spec.deploymentGroupId), layout.deployment(spec).path)
}

async function pointedTo(pointer: string, layout: Layout): Promise<DeploymentFolder | undefined> {
  const path = (await readIfThere(pointer))?.trim()
  // A pointer that leads elsewhere was not written by an agent: scripts must not be taken from there.
  return path?.startsWith(`${layout.root}/`) ? new DeploymentFolder(path) : undefined
}
