import type { BatchGetProjectsInput, BatchGetProjectsOutput, Project } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onEach, onProject } from '../access.ts'
import { checkBatch } from '../paging.ts'
import { wholeProject } from '../project-surroundings.ts'
import type { Room } from '../room.ts'
import { named } from '../rules/arns.ts'

export const batchGetProjects = operation<BatchGetProjectsInput, BatchGetProjectsOutput, Room>('BatchGetProjects', {
  kind: 'read',
  access: (input, ctx) => onEach(onProject, 'BatchGetProjects', ctx, input.names),
  async run(input, ctx) {
    const projects: Project[] = []
    const projectsNotFound: string[] = []
    for (const given of checkBatch('names', input.names)) {
      const name = named(ctx, 'project', given)
      const project = name === undefined ? undefined : await ctx.projects.find(name)
      if (project) projects.push(await wholeProject(ctx, project))
      else projectsNotFound.push(given)
    }
    return { projects, projectsNotFound }
  },
})
