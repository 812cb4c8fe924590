import type { Database } from '@towpath/storage'
import type { PipelineRecord } from '../state/pipelines.ts'

/**
 * What has to hear of definitions that come, change and go. Each is called once, within the transaction that makes the
 * change, after the change; throwing undoes it.
 */
export interface PipelineChanges {
  /** A new pipeline: its first execution begins, with the trigger CreatePipeline (documented). */
  created(db: Database, pipeline: PipelineRecord, by: { principalArn: string }): Promise<void>
  /** `pipeline` is in its new version; what runs in an older one is called off. */
  updated(db: Database, pipeline: PipelineRecord): Promise<void>
  /** `pipeline` is gone, with its history. */
  deleted(db: Database, pipeline: PipelineRecord): Promise<void>
}

/** All of them hear, one after the other. */
export function changesHeardBy(listeners: readonly PipelineChanges[]): PipelineChanges {
  return {
    async created(db, pipeline, by) {
      for (const listener of listeners) await listener.created(db, pipeline, by)
    },
    async updated(db, pipeline) {
      for (const listener of listeners) await listener.updated(db, pipeline)
    },
    async deleted(db, pipeline) {
      for (const listener of listeners) await listener.deleted(db, pipeline)
    },
  }
}
