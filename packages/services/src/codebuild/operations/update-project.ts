import type { UpdateProjectInput, UpdateProjectOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onProject, passRole, withRequestTags } from '../access.ts'
import { projectNotFound } from '../errors.ts'
import { checkRoles, wholeProject } from '../project-surroundings.ts'
import type { Room } from '../room.ts'
import { named, projectArn } from '../rules/arns.ts'
import { checkSettings } from '../rules/check-project.ts'
import { mergeSettings } from '../rules/project-settings.ts'

export const updateProject = operation<UpdateProjectInput, UpdateProjectOutput, Room>('UpdateProject', {
  kind: 'write',
  access: (input, ctx) => [
    withRequestTags(onProject('UpdateProject', ctx, input.name), input.tags),
    ...passRole(input.serviceRole),
    ...passRole(input.buildBatchConfig?.serviceRole),
  ],
  async run({ name: given = '', ...change }, ctx) {
    const name = named(ctx, 'project', given)
    const before = name === undefined ? undefined : await ctx.projects.find(name)
    if (!before) throw projectNotFound(projectArn(ctx, name ?? given))
    const settings = checkSettings(mergeSettings(before.settings, change))
    await checkRoles(ctx, before.name, settings)
    const project = { ...before, settings, modifiedAt: ctx.clock.now() }
    await ctx.projects.update(project)
    return { project: await wholeProject(ctx, project) }
  },
})
