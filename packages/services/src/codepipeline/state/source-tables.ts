import type { SourceKind } from '../rules/triggers/watched-source.ts'

export type SourceTables = {
  /** Source actions whose changes start their pipeline; those of its current version. */
  codepipeline_sources: {
    pipeline_id: string
    /** Unique in its stage, and all sources are in the first. */
    action: string
    account: string
    region: string
    pipeline_name: string
    kind: SourceKind
    /** What events call it; see WatchedSource. */
    name: string
    repository: string
    branch: string
    place: string
  }
  /** What was seen last of a place that some source watches. The ref '' is there once all refs were looked at. */
  codepipeline_source_heads: { place: string; ref: string; revision: string }
}
