import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline'
import { until } from '@towpath/testkit/until.ts'
import type { CodepipelineServer } from './codepipeline-server.ts'
import { buildAction, deployAction, pipeline, sourceAction } from './definitions.ts'

/** Source, build and deploy, one action each. */
export const threeStages = (change: Partial<PipelineDeclaration> = {}): PipelineDeclaration =>
  pipeline({
    stages: [
      { name: 'Source', actions: [sourceAction()] },
      { name: 'Build', actions: [buildAction()] },
      { name: 'Deploy', actions: [deployAction()] },
    ],
    ...change,
  })

/** Has the action wait until the test lets it go on. */
export function gate(server: CodepipelineServer, action: string): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.provider.on(action, async () => {
    await promise
    return { type: 'succeeded' }
  })
  return resolve
}

/** Waits until the action was begun that often. */
export async function began(server: CodepipelineServer, action: string, times = 1): Promise<void> {
  const look = () => server.provider.count(`start ${action}`) >= times
  await until(`${action} was begun ${times} times`, look, { describe: () => server.provider.asked })
}
