import { mkdir } from 'node:fs/promises'
import type { DeploymentSpecification } from '@towpath/agent-link'
import { removeOldRevisions } from '../host/retention.ts'
import { noteDownloaded } from '../host/revisions.ts'
import { fetchRevision } from '../revision/fetch-revision.ts'
import type { EventObserver, HostTools } from './host-tools.ts'
import { type EventOutcome, succeeded } from './outcome.ts'

/** Makes room, fetches the revision, unpacks it, and notes that this deployment is the most recent. */
export async function downloadBundle(
  spec: DeploymentSpecification,
  tools: HostTools,
  observer: EventObserver,
): Promise<EventOutcome> {
  const { layout } = tools
  await removeOldRevisions(spec, layout, tools.retention)
  await fetchRevision(spec, layout.deployment(spec), tools.sources, observer.signal)
  await mkdir(layout.instructionsDir, { recursive: true })
  await noteDownloaded(spec, layout)
  return succeeded()
}
