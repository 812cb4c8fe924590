import { createHash } from 'node:crypto'
import type { ProjectBuildBatchConfig, StartBuildBatchInput, StartBuildBatchOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onProject, passRole } from '../access.ts'
import { startBatch } from '../batch-runs/start-batch.ts'
import { batchConfigRequired, idempotencyMismatch, roleNotAssumable } from '../errors.ts'
import { batchAnswer } from '../find-batch.ts'
import { existingProject } from '../lookup.ts'
import type { Ctx, Room } from '../room.ts'
import { projectArn } from '../rules/arns.ts'
import type { BatchInput } from '../rules/batch-input.ts'
import type { BatchRecord } from '../rules/batch-record.ts'
import { settingsOfBuild } from '../rules/build-request.ts'
import { checkStart } from '../rules/check-start.ts'
import { initiatorOf } from '../rules/initiator.ts'
import type { ProjectSettings } from '../rules/project-settings.ts'
import { checkServiceRoleArn } from '../rules/service-role.ts'
import { TOKEN_KEPT } from '../rules/start-token.ts'

export const startBuildBatch = operation<StartBuildBatchInput, StartBuildBatchOutput, Room>('StartBuildBatch', {
  kind: 'write',
  access: (input, ctx) => [
    onProject('StartBuildBatch', ctx, input.projectName),
    ...passRole(input.serviceRoleOverride),
    ...passRole(input.buildBatchConfigOverride?.serviceRole),
  ],
  async run({ projectName, idempotencyToken: token, ...request }, ctx) {
    const project = await existingProject(ctx, projectName)
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex')
    const known = await startedBefore(ctx, project.name, token, digest)
    if (known) return { buildBatch: await batchAnswer(ctx, known) }

    const input = inputOf(project.settings, request, projectArn(ctx, project.name))
    await checkRoles(ctx, project.name, [request.serviceRoleOverride, request.buildBatchConfigOverride?.serviceRole])
    const at = ctx.clock.now()
    const initiator = initiatorOf(ctx.principal, input.build.settings.source.type === 'CODEPIPELINE')
    const batch = await startBatch(ctx, ctx.db, ctx, { projectName: project.name, input, initiator, at })
    if (token) {
      const used = { projectName: tokensOf(project.name), token, buildId: batch.id, request: digest, createdAt: at }
      await ctx.startTokens.put(used)
    }
    return { buildBatch: await batchAnswer(ctx, batch) }
  },
})

/** Batches have tokens of their own. No project has a slash in its name. */
const tokensOf = (projectName: string) => `batch/${projectName}`

function inputOf(settings: ProjectSettings, request: Request, sourceArn: string): BatchInput {
  const { buildTimeoutInMinutesOverride, reportBuildBatchStatusOverride, buildBatchConfigOverride, ...rest } = request
  const build = checkStart(
    settingsOfBuild(settings, { ...rest, reportBuildStatusOverride: reportBuildBatchStatusOverride }),
    request,
  )
  const config: ProjectBuildBatchConfig = { ...settings.buildBatchConfig, ...buildBatchConfigOverride }
  const { serviceRole } = config
  if (!serviceRole) throw batchConfigRequired()
  const timeoutInMins = buildTimeoutInMinutesOverride ?? config.timeoutInMins
  return {
    build: { settings: build, role: { type: 'service', roleArn: build.serviceRole, sourceArn } },
    config: { ...config, serviceRole, timeoutInMins },
    debugSession: request.debugSessionEnabled ?? false,
  }
}

type Request = Omit<StartBuildBatchInput, 'projectName' | 'idempotencyToken'>

/** The batch that the token has started already. */
async function startedBefore(
  ctx: Ctx,
  projectName: string,
  token: string | undefined,
  digest: string,
): Promise<BatchRecord | undefined> {
  const found = token ? await ctx.startTokens.find(tokensOf(projectName), token) : undefined
  if (!token || !found || ctx.clock.now() - found.createdAt > TOKEN_KEPT) return undefined
  if (found.request !== digest) throw idempotencyMismatch(token)
  return ctx.batches.find(found.buildId)
}

async function checkRoles(ctx: Ctx, projectName: string, roles: (string | undefined)[]): Promise<void> {
  for (const role of roles) {
    if (role === undefined) continue
    const arn = checkServiceRoleArn(ctx.account, role)
    const asked = { db: ctx.db, region: ctx.region, now: ctx.clock.now(), projectArn: projectArn(ctx, projectName) }
    if ((await ctx.serviceRoles.mayAssume(arn, asked)) !== 'yes') throw roleNotAssumable(arn)
  }
}
