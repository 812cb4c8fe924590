import type { Clock, Ids, Logger, SealingKey } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Store } from '@towpath/storage'
import type { BuildDrivers } from '../drivers/choose-driver.ts'
import type { BuildEnded } from '../ports/build-ended.ts'
import type { BuildLog } from '../ports/build-log.ts'
import type { BuildRoles } from '../ports/build-roles.ts'
import type { ReportCommitStatus } from '../ports/commit-statuses.ts'
import type { SourceCheckout } from '../ports/source-checkout.ts'
import type { StoreReports } from '../reports/report-files.ts'

/** What builds are given to run. */
export interface BuildRunDeps {
  store: Store
  engine: Pick<Engine, 'start' | 'deliver'>
  clock: Clock
  ids: Ids
  log: Logger
  sealing: SealingKey
  drivers: BuildDrivers
  roles: BuildRoles
  buildLog: BuildLog
  checkout: SourceCheckout
  reportCommitStatus: ReportCommitStatus
  storeReports: StoreReports
  ended: BuildEnded
  /** Folder of this machine, of the control plane's own, that has a folder for each build that runs. Exists. */
  buildsFolder: string
  /** Builds of this machine that run at the same time; others wait. */
  mostAtOnce: number
  /** Characters of output that are kept of a build. */
  mostOutput: number
  /** The control plane as builds reach it, and the authority (PEM) that its certificate is of. */
  controlPlane(): { endpoint: string; ca?: string }
}
