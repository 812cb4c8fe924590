import type {
  ActionDeclaration,
  ActionTypeId,
  ExecutionMode,
  PipelineDeclaration,
  PipelineType,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline'

/** An action as a pipeline keeps it: what was left out has its default. */
export interface Action extends ActionDeclaration {
  name: string
  actionTypeId: ActionTypeId
  runOrder: number
  configuration: Record<string, string>
}

export interface Stage extends StageDeclaration {
  name: string
  actions: Action[]
}

/** A definition as a pipeline keeps it. Its version is kept beside it. */
export interface Pipeline extends Omit<PipelineDeclaration, 'version'> {
  name: string
  roleArn: string
  stages: Stage[]
  pipelineType: PipelineType
  executionMode: ExecutionMode
}

/**
 * What a client sent, with the defaults that AWS shows when it is read again (observed): runOrder, configuration and
 * artifacts of every action, executionMode, pipelineType. Every other member stays as it was given, or absent.
 *
 * A pipeline without a type is V2, as in accounts of today; AWS made it V1 once. A `version` in the input is ignored.
 */
export function withDefaults({ version: _, ...given }: PipelineDeclaration): Pipeline {
  return {
    ...given,
    name: given.name ?? '',
    roleArn: given.roleArn ?? '',
    stages: (given.stages ?? []).map(stageWithDefaults),
    executionMode: given.executionMode ?? 'SUPERSEDED',
    pipelineType: given.pipelineType ?? 'V2',
  }
}

const stageWithDefaults = (stage: StageDeclaration): Stage => ({
  ...stage,
  name: stage.name ?? '',
  actions: (stage.actions ?? []).map((action) => ({
    ...action,
    name: action.name ?? '',
    actionTypeId: action.actionTypeId ?? { category: 'Build', owner: 'AWS', provider: '', version: '' },
    runOrder: action.runOrder ?? 1,
    configuration: action.configuration ?? {},
    inputArtifacts: action.inputArtifacts ?? [],
    outputArtifacts: action.outputArtifacts ?? [],
  })),
})

/** One action and where it stands. */
export interface Placed {
  stage: Stage
  /** 0 for the first. */
  stageIndex: number
  action: Action
}

export const placedActions = ({ stages }: Pick<Pipeline, 'stages'>): Placed[] =>
  stages.flatMap((stage, stageIndex) => stage.actions.map((action) => ({ stage, stageIndex, action })))

/** Whether the first has certainly ended when the second starts. */
export const precedes = (first: Placed, second: Placed): boolean =>
  first.stageIndex < second.stageIndex ||
  (first.stageIndex === second.stageIndex && first.action.runOrder < second.action.runOrder)

/** The values that occur more than once, each once. */
export function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]
}
