import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  type CodeBuildClientConfig,
  ListBuildsCommand,
  StopBuildCommand,
} from '@aws-sdk/client-codebuild'
import { until } from './until.ts'

/** Stops the builds that run, of those started last, and waits until none is left: they outlive their control plane. */
export async function stopBuilds(settings: CodeBuildClientConfig): Promise<void> {
  const codebuild = new CodeBuildClient(settings)
  const running = async () => {
    const { ids = [] } = await codebuild.send(new ListBuildsCommand({}))
    if (ids.length === 0) return []
    const { builds = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids }))
    return builds.filter(({ buildComplete }) => !buildComplete)
  }
  try {
    for (const { id } of await running()) await codebuild.send(new StopBuildCommand({ id }))
    await until('all builds have ended', async () => ((await running()).length === 0 ? true : undefined))
  } finally {
    codebuild.destroy()
  }
}
