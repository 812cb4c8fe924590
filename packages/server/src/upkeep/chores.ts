import type { Chore } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import { batchChores, codebuildChores, reportChores, webhookChores } from '@towpath/services/codebuild/index.ts'
import { codedeployChores } from '@towpath/services/codedeploy/index.ts'
import { codepipelineChores } from '@towpath/services/codepipeline/index.ts'
import { ec2Chores } from '@towpath/services/ec2/index.ts'
import { hostCommandsChores } from '@towpath/services/host-commands/index.ts'
import { iamChores } from '@towpath/services/iam/index.ts'
import { secretsmanagerChores } from '@towpath/services/secretsmanager/index.ts'
import type { BlobStore, Store } from '@towpath/storage'
import { auditRetention } from '../audit/retention.ts'
import { githubChores } from '../github/index.ts'
import { unusedBlobs } from './unused-blobs.ts'

const DAY = 86_400_000

/** All chores of a control plane. Log lines are not among them: their room removes them itself, every few seconds. */
export function choresOf(deps: {
  store: Store
  blobs: BlobStore
  engine: Engine
  /** 0: for ever. */
  keepDays: number
}): Chore[] {
  const kept = deps.keepDays === 0 ? undefined : deps.keepDays * DAY
  return [
    ...codedeployChores({ ...deps, historyKept: kept }),
    ...codepipelineChores({ ...deps, historyKept: kept }),
    ...codebuildChores({ ...deps, historyKept: kept }),
    ...batchChores({ ...deps, historyKept: kept }),
    ...webhookChores(deps),
    ...reportChores(deps),
    ...secretsmanagerChores(deps),
    ...githubChores(deps),
    ...iamChores(deps),
    ...ec2Chores(deps),
    ...hostCommandsChores(deps),
    ...(kept === undefined ? [] : [auditRetention({ ...deps, kept })]),
    // Last: what the others have let go of can be deleted at once.
    unusedBlobs(deps),
  ]
}
