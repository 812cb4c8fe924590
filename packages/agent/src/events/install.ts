import type { DeploymentSpecification } from '@towpath/agent-link'
import { noteSuccessfulInstall } from '../host/revisions.ts'
import { install } from '../install/install.ts'
import type { HostTools } from './host-tools.ts'
import { type EventOutcome, succeeded } from './outcome.ts'

/** Puts the revision's files in place, and notes that this deployment's revision is what is installed. */
export async function installEvent(spec: DeploymentSpecification, tools: HostTools): Promise<EventOutcome> {
  await install(spec, tools)
  await noteSuccessfulInstall(spec, tools.layout)
  return succeeded()
}
