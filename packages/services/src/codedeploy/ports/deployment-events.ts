import type { Database } from '@towpath/storage'

/** Who wants to know when deployments end; filled by `server` (pipelines wait for them). */
export interface DeploymentEvents {
  /** Called once, within the transaction in which the deployment ends. */
  ended(db: Database, deployment: { account: string; region: string; deploymentId: string }): Promise<void>
}
