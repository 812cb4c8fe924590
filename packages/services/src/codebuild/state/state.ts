import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { Batches } from './batches.ts'
import { Builds } from './builds.ts'
import { Projects } from './projects.ts'
import { ReportDetails } from './report-details.ts'
import { ReportGroups } from './report-groups.ts'
import { Reports } from './reports.ts'
import { Sharing } from './sharing.ts'
import { SourceCredentials } from './source-credentials.ts'
import { StartTokens } from './start-tokens.ts'
import type { Scope } from './tables.ts'
import { Webhooks } from './webhooks.ts'

/** This room's tables behind named questions, for one account and region and within one transaction or none. */
export function codebuildState(db: Database, scope: Scope, { sealing }: { sealing: SealingKey }) {
  return {
    projects: new Projects(db, scope),
    builds: new Builds(db, scope),
    startTokens: new StartTokens(db, scope),
    batches: new Batches(db, scope),
    reportGroups: new ReportGroups(db, scope),
    reports: new Reports(db, scope),
    reportDetails: new ReportDetails(db, scope),
    sourceCredentials: new SourceCredentials(db, scope, sealing),
    webhooks: new Webhooks(db, scope, sealing),
    sharing: new Sharing(db, scope),
  }
}
