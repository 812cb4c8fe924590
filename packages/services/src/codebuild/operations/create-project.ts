import type { CreateProjectInput, CreateProjectOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onProject, passRole, withRequestTags } from '../access.ts'
import { projectAnswer } from '../answers/project.ts'
import { invalidInput, projectAlreadyExists, projectLimitExceeded } from '../errors.ts'
import { checkRoles } from '../project-surroundings.ts'
import type { Room } from '../room.ts'
import { projectArn } from '../rules/arns.ts'
import { checkProjectName, checkSettings } from '../rules/check-project.ts'
import { newSettings } from '../rules/project-settings.ts'
import { QUOTAS } from '../rules/quotas.ts'

export const createProject = operation<CreateProjectInput, CreateProjectOutput, Room>('CreateProject', {
  kind: 'write',
  access: (input, ctx) => [
    withRequestTags(onProject('CreateProject', ctx, input.name), input.tags),
    ...passRole(input.serviceRole),
    ...passRole(input.buildBatchConfig?.serviceRole),
  ],
  async run({ name: givenName, source, artifacts, environment, serviceRole, ...rest }, ctx) {
    const name = checkProjectName(givenName)
    if (!source || !artifacts || !environment || !serviceRole) {
      throw invalidInput('source, artifacts, environment and serviceRole are required')
    }
    const settings = checkSettings(newSettings({ ...rest, source, artifacts, environment, serviceRole }))
    await checkRoles(ctx, name, settings)
    const now = ctx.clock.now()
    const project = { name, settings, createdAt: now, modifiedAt: now }
    if (!(await ctx.projects.create(project))) throw projectAlreadyExists(projectArn(ctx, name))
    if ((await ctx.projects.count()) > QUOTAS.projects) throw projectLimitExceeded(QUOTAS.projects)
    return { project: projectAnswer(ctx, project) }
  },
})
