import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { Pipelines } from './pipelines.ts'
import type { Scope } from './tables.ts'
import { ResourceTags } from './tags.ts'
import { Transitions } from './transitions.ts'

/** This room's tables behind named questions, for one account and region and within one transaction or none. */
export function codepipelineState(db: Database, scope: Scope, sealing: SealingKey) {
  return {
    pipelines: new Pipelines(db, scope, sealing),
    resourceTags: new ResourceTags(db),
    transitions: new Transitions(db),
  }
}
