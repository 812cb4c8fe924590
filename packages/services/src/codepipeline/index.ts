export { type CodepipelineChoresDeps, codepipelineChores } from './chores.ts'
export { codepipelineEntry } from './entry.ts'
export type { ActionRoles, RoleCalls, RoleRefusal } from './ports/action-roles.ts'
export type { CommandsBuild, CommandsBuildState, CommandsBuilds } from './ports/commands-builds.ts'
export type { EmbeddedRepositories, EmbeddedRepository } from './ports/embedded-repositories.ts'
export type { GithubHooks, HookedRepository } from './ports/github-hooks.ts'
export type { ArtifactCredentials, JobCredentials } from './ports/job-credentials.ts'
export type { Links } from './ports/links.ts'
export type { PipelineChanges } from './ports/pipeline-changes.ts'
export { changesHeardBy } from './ports/pipeline-changes.ts'
export type { PipelineRoles } from './ports/pipeline-roles.ts'
export type {
  RepositoryAccess,
  RepositoryRefusal,
  SourceCommit,
  SourceRepositories,
} from './ports/source-repositories.ts'
export { type CodepipelineRunDeps, registerCodepipelineRuns } from './register-runs.ts'
export type { CodepipelineDeps } from './room.ts'
export { type PipelineActions, pipelineActions } from './runs/pipeline-actions.ts'
export { codepipelineSchema } from './state/migrations/index.ts'
export { commitStatuses } from './statuses/commit-statuses.ts'
export type { PullRequestChanged, RepositoryPushed, SourceObjectCreated } from './triggers/events.ts'
export { type PipelineTriggers, pipelineTriggers } from './triggers/pipeline-triggers.ts'
export type { TriggerDeps } from './triggers/trigger-deps.ts'
export { codepipelineWebhookRoute } from './webhooks/webhook-route.ts'
