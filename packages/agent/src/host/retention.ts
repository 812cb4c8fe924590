import { lstat, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { DeploymentSpecification } from '@towpath/agent-link'
import { isMissing } from './files.ts'
import type { Layout } from './layout.ts'
import { lastSuccessful } from './revisions.ts'

export interface Retention {
  /** How many deployments of a group stay, the current one included. At least 1. */
  maxRevisions: number
  /** How large they may be together before more of the oldest go. */
  maxTotalBytes?: number
}

interface OldDeployment {
  name: string
  modifiedAt: number
}

/** Which of a group's earlier deployments go. The last successful one counts, but never goes. */
export function surplus(others: OldDeployment[], keepAlways: string | undefined, maxRevisions: number): string[] {
  const extra = others.length - maxRevisions + 1
  const removable = others.filter((one) => one.name !== keepAlways).sort((a, b) => a.modifiedAt - b.modifiedAt)
  return removable.slice(0, Math.max(0, extra)).map((one) => one.name)
}

/** Makes room before a new revision is downloaded. */
export async function removeOldRevisions(
  spec: DeploymentSpecification,
  layout: Layout,
  retention: Retention,
): Promise<void> {
  const group = layout.group(spec.deploymentGroupId)
  const last = await lastSuccessful(spec.deploymentGroupId, layout)
  const keepAlways = last && basename(last.path)
  const others = (await deploymentsIn(group)).filter((one) => one.name !== spec.deploymentId)
  const remove = surplus(others, keepAlways, retention.maxRevisions)
  const kept = others.filter((one) => !remove.includes(one.name))
  if (retention.maxTotalBytes !== undefined) {
    remove.push(...(await overQuota(group, kept, keepAlways, retention.maxTotalBytes)))
  }
  for (const name of remove) await rm(join(group, name), { recursive: true, force: true })
}

async function overQuota(
  group: string,
  kept: OldDeployment[],
  keepAlways: string | undefined,
  maxTotalBytes: number,
): Promise<string[]> {
  const newestFirst = [...kept].sort((a, b) => b.modifiedAt - a.modifiedAt)
  const remove: string[] = []
  let total = 0
  for (const { name } of newestFirst) {
    total += await sizeOf(join(group, name))
    if (total > maxTotalBytes && name !== keepAlways) remove.push(name)
  }
  return remove
}

async function deploymentsIn(group: string): Promise<OldDeployment[]> {
  const entries = await readdir(group, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const folders = entries.filter((entry) => entry.isDirectory())
  return Promise.all(folders.map(async ({ name }) => ({ name, modifiedAt: (await lstat(join(group, name))).mtimeMs })))
}

async function sizeOf(folder: string): Promise<number> {
  let size = 0
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    size += entry.isDirectory() ? await sizeOf(path) : (await lstat(path)).size
  }
  return size
}
