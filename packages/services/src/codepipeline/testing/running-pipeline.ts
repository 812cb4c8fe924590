import {
  CreatePipelineCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  type PipelineDeclaration,
  type PipelineExecutionSummary,
  type StageState,
  StartPipelineExecutionCommand,
  type StartPipelineExecutionInput,
} from '@aws-sdk/client-codepipeline'
import { until } from '@towpath/testkit/until.ts'
import type { CodepipelineServer } from './codepipeline-server.ts'

/** A pipeline on a server whose executions go on by themselves. */
export interface RunningPipeline {
  name: string
  start(input?: Partial<StartPipelineExecutionInput>): Promise<string>
  /** All executions, the oldest first. */
  executions(): Promise<PipelineExecutionSummary[]>
  /** Statuses of all executions, the oldest first, once there are that many and all have ended. */
  ended(count: number): Promise<(string | undefined)[]>
  execution(id: string): Promise<PipelineExecutionSummary>
  /** Waits until that execution has that status. */
  reaches(id: string, status: string): Promise<PipelineExecutionSummary>
  stage(name: string): Promise<StageState>
  /** Waits until what is said of the stage holds. */
  stageIs(name: string, holds: (stage: StageState) => boolean): Promise<StageState>
}

export async function runningPipeline(
  server: CodepipelineServer,
  definition: PipelineDeclaration,
): Promise<RunningPipeline> {
  const name = definition.name ?? ''
  await server.pipelines.send(new CreatePipelineCommand({ pipeline: definition }))
  const executions = async () => {
    const answer = await server.pipelines.send(new ListPipelineExecutionsCommand({ pipelineName: name }))
    return (answer.pipelineExecutionSummaries ?? []).toReversed()
  }
  const execution = async (id: string) => {
    const found = (await executions()).find(({ pipelineExecutionId }) => pipelineExecutionId === id)
    if (!found) throw new Error(`There is no execution ${id}`)
    return found
  }
  const stage = async (stageName: string) => {
    const { stageStates = [] } = await server.pipelines.send(new GetPipelineStateCommand({ name }))
    const found = stageStates.find((state) => state.stageName === stageName)
    if (!found) throw new Error(`There is no stage ${stageName}`)
    return found
  }
  return {
    name,
    executions,
    execution,
    stage,
    async start(input = {}) {
      const started = await server.pipelines.send(new StartPipelineExecutionCommand({ name, ...input }))
      return started.pipelineExecutionId ?? ''
    },
    async ended(count) {
      let last: (string | undefined)[] = []
      const look = async () => {
        last = (await executions()).map(({ status }) => status)
        return last.length === count && !last.some((status) => status === 'InProgress' || status === 'Stopping')
      }
      await until(`${count} executions have ended`, look, { describe: () => last })
      return last
    },
    async reaches(id, status) {
      let last: PipelineExecutionSummary | undefined
      const look = async () => {
        last = await execution(id)
        return last.status === status && last
      }
      return until(`the execution is ${status}`, look, { describe: () => last })
    },
    async stageIs(stageName, holds) {
      let last: StageState | undefined
      const look = async () => {
        last = await stage(stageName)
        return holds(last) && last
      }
      return until(`the stage ${stageName} is as expected`, look, { describe: () => last })
    },
  }
}
