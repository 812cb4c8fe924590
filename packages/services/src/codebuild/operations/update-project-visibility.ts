import type { UpdateProjectVisibilityInput, UpdateProjectVisibilityOutput } from '@aws-sdk/client-codebuild'
import { ALPHANUMERIC } from '@towpath/base'
import { operation } from '@towpath/wire'
import { onProject, passRole } from '../access.ts'
import { accessRoleRequired, invalidInput } from '../errors.ts'
import { existingProject } from '../lookup.ts'
import type { Room } from '../room.ts'
import { projectArn } from '../rules/arns.ts'
import { checkServiceRoleArn } from '../rules/service-role.ts'

const ALIAS_LENGTH = 20

/** Kept and shown. No page of this control plane is open to people without credentials, whatever the visibility. */
export const updateProjectVisibility = operation<UpdateProjectVisibilityInput, UpdateProjectVisibilityOutput, Room>(
  'UpdateProjectVisibility',
  {
    kind: 'write',
    access: (input, ctx) => [
      onProject('UpdateProjectVisibility', ctx, input.projectArn),
      ...passRole(input.resourceAccessRole),
    ],
    async run({ projectArn: given, projectVisibility, resourceAccessRole }, ctx) {
      const { name } = await existingProject(ctx, given)
      if (!projectVisibility) throw invalidInput('projectVisibility is required')
      if (projectVisibility === 'PUBLIC_READ' && !resourceAccessRole) throw accessRoleRequired()
      if (resourceAccessRole) checkServiceRoleArn(ctx.account, resourceAccessRole)
      const before = await ctx.sharing.visibility(name)
      const visibility =
        projectVisibility === 'PRIVATE'
          ? { projectVisibility, resourceAccessRole }
          : {
              projectVisibility,
              resourceAccessRole,
              publicProjectAlias: before?.publicProjectAlias ?? ctx.ids.random(ALIAS_LENGTH, ALPHANUMERIC),
            }
      await ctx.sharing.setVisibility(name, visibility)
      const { resourceAccessRole: _role, ...shown } = visibility
      return { projectArn: projectArn(ctx, name), ...shown }
    },
  },
)
