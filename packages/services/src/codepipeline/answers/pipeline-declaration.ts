import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline'
import type { PipelineRecord } from '../state/pipelines.ts'

/** A pipeline as clients read it, secrets masked. It can be sent to UpdatePipeline as it is. */
export const pipelineDeclaration = ({ definition, version }: PipelineRecord): PipelineDeclaration => ({
  ...definition,
  version,
})
