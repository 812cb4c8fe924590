import { type Service, service } from '@towpath/wire'
import { batchGetRepositories } from './operations/batch-get-repositories.ts'
import { createBranch } from './operations/create-branch.ts'
import { createCommit } from './operations/create-commit.ts'
import { createRepository } from './operations/create-repository.ts'
import { deleteBranch } from './operations/delete-branch.ts'
import { deleteRepository } from './operations/delete-repository.ts'
import { getBranch } from './operations/get-branch.ts'
import { getCommit } from './operations/get-commit.ts'
import { getRepository } from './operations/get-repository.ts'
import { listBranches } from './operations/list-branches.ts'
import { listRepositories } from './operations/list-repositories.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { updateDefaultBranch } from './operations/update-default-branch.ts'
import { updateRepositoryDescription } from './operations/update-repository-description.ts'
import type { GitPort } from './ports/git.ts'
import { type Room, room } from './room.ts'
import { violationAnswer } from './violations.ts'

/** CodeCommit, for the embedded repositories. */
export function codecommitService(deps: { git: GitPort }): Service<Room> {
  return service<Room>({
    name: 'codecommit',
    protocol: 'awsJson1_1',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    room: (ctx) => room(ctx, deps.git),
    errors: { violation: violationAnswer },
    operations: [
      createRepository,
      getRepository,
      batchGetRepositories,
      listRepositories,
      deleteRepository,
      updateRepositoryDescription,
      updateDefaultBranch,
      createBranch,
      getBranch,
      listBranches,
      deleteBranch,
      createCommit,
      getCommit,
      tagResource,
      untagResource,
      listTagsForResource,
    ],
  })
}
