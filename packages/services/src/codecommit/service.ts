import { type Service, service } from '@towpath/wire'
import { batchGetCommits } from './operations/batch-get-commits.ts'
import { batchGetRepositories } from './operations/batch-get-repositories.ts'
import { createBranch } from './operations/create-branch.ts'
import { createCommit } from './operations/create-commit.ts'
import { createRepository } from './operations/create-repository.ts'
import { deleteBranch } from './operations/delete-branch.ts'
import { deleteFile } from './operations/delete-file.ts'
import { deleteRepository } from './operations/delete-repository.ts'
import { getBlob } from './operations/get-blob.ts'
import { getBranch } from './operations/get-branch.ts'
import { getCommit } from './operations/get-commit.ts'
import { getDifferences } from './operations/get-differences.ts'
import { getFile } from './operations/get-file.ts'
import { getFolder } from './operations/get-folder.ts'
import { getRepository } from './operations/get-repository.ts'
import { listBranches } from './operations/list-branches.ts'
import { listFileCommitHistory } from './operations/list-file-commit-history.ts'
import { listRepositories } from './operations/list-repositories.ts'
import { mergeBranchesByFastForward } from './operations/merge-branches-by-fast-forward.ts'
import { putFile } from './operations/put-file.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { updateDefaultBranch } from './operations/update-default-branch.ts'
import { updateRepositoryDescription } from './operations/update-repository-description.ts'
import type { GitPort } from './ports/git.ts'
import { type Room, room } from './room.ts'
import { violationAnswer } from './violations.ts'

/** The 20 MB that a commit may hold, in base64, with what stands around them. */
const BODY_LIMIT = 32 * 1024 * 1024

/** CodeCommit, for the embedded repositories. */
export function codecommitService(deps: { git: GitPort }): Service<Room> {
  return service<Room>({
    name: 'codecommit',
    protocol: 'awsJson1_1',
    bodyLimit: BODY_LIMIT,
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
      putFile,
      deleteFile,
      getCommit,
      batchGetCommits,
      getFile,
      getFolder,
      getBlob,
      getDifferences,
      listFileCommitHistory,
      mergeBranchesByFastForward,
      tagResource,
      untagResource,
      listTagsForResource,
    ],
  })
}
