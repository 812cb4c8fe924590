import { createHash } from 'node:crypto'
import type { StartBuildInput, StartBuildOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onProject, passRole } from '../access.ts'
import { buildAnswer } from '../answers/build.ts'
import { idempotencyMismatch, roleNotAssumable } from '../errors.ts'
import { existingProject } from '../lookup.ts'
import type { Ctx, Room } from '../room.ts'
import { projectArn } from '../rules/arns.ts'
import type { BuildRecord } from '../rules/build-record.ts'
import { settingsOfBuild } from '../rules/build-request.ts'
import { checkStart } from '../rules/check-start.ts'
import { initiatorOf } from '../rules/initiator.ts'
import { checkServiceRoleArn } from '../rules/service-role.ts'
import { TOKEN_KEPT } from '../rules/start-token.ts'
import { startBuild as start } from '../runs/start-build.ts'

export const startBuild = operation<StartBuildInput, StartBuildOutput, Room>('StartBuild', {
  kind: 'write',
  access: (input, ctx) => [onProject('StartBuild', ctx, input.projectName), ...passRole(input.serviceRoleOverride)],
  async run({ projectName, idempotencyToken, ...request }, ctx) {
    const project = await existingProject(ctx, projectName)
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex')
    const known = await startedBefore(ctx, project.name, idempotencyToken, digest)
    if (known) return { build: buildAnswer(ctx, known) }

    const settings = checkStart(settingsOfBuild(project.settings, request), request)
    const sourceArn = projectArn(ctx, project.name)
    if (request.serviceRoleOverride !== undefined) await checkRole(ctx, request.serviceRoleOverride, sourceArn)
    const at = ctx.clock.now()
    const build = await start(ctx, ctx.db, ctx, {
      projectName: project.name,
      input: { settings, role: { type: 'service', roleArn: settings.serviceRole, sourceArn } },
      initiator: initiatorOf(ctx.principal, settings.source.type === 'CODEPIPELINE'),
      at,
    })
    if (idempotencyToken) {
      const token = {
        projectName: project.name,
        token: idempotencyToken,
        buildId: build.id,
        request: digest,
        createdAt: at,
      }
      await ctx.startTokens.put(token)
    }
    return { build: buildAnswer(ctx, build) }
  },
})

/** The build that the token has started already. */
async function startedBefore(
  ctx: Ctx,
  projectName: string,
  token: string | undefined,
  digest: string,
): Promise<BuildRecord | undefined> {
  const found = token ? await ctx.startTokens.find(projectName, token) : undefined
  if (!token || !found || ctx.clock.now() - found.createdAt > TOKEN_KEPT) return undefined
  if (found.request !== digest) throw idempotencyMismatch(token)
  return ctx.builds.find(found.buildId)
}

async function checkRole(ctx: Ctx, role: string, sourceArn: string): Promise<void> {
  const arn = checkServiceRoleArn(ctx.account, role)
  const asked = { db: ctx.db, region: ctx.region, now: ctx.clock.now(), projectArn: sourceArn }
  if ((await ctx.serviceRoles.mayAssume(arn, asked)) !== 'yes') throw roleNotAssumable(arn)
}
