import type { Clock, Ids } from '@towpath/base'
import type { BuildLog } from '@towpath/services/codebuild/ports/build-log.ts'
import { createMasker, logWriter } from '@towpath/services/logs/index.ts'
import type { Store } from '@towpath/storage'

/** Builds write into the one home of every log line. */
export function buildLog(deps: { store: Store; clock: Clock; ids: Ids }): BuildLog {
  return { append: logWriter(deps).append, masker: createMasker }
}
