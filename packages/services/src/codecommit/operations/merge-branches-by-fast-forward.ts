import type { MergeBranchesByFastForwardInput, MergeBranchesByFastForwardOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import {
  branchDoesNotExist,
  branchNameIsTagName,
  concurrentReferenceUpdate,
  invalidTargetBranch,
  manualMergeRequired,
} from '../errors.ts'
import { commitOf } from '../lookup.ts'
import { isGitFailure } from '../ports/git.ts'
import { type Ctx, existing, onRepository, type Room } from '../room.ts'
import { pathOf } from '../rules/names.ts'

/** Moves a branch forward to a commit that contains all of it. */
export const mergeBranchesByFastForward = operation<
  MergeBranchesByFastForwardInput,
  MergeBranchesByFastForwardOutput,
  Room
>('MergeBranchesByFastForward', {
  kind: 'manual',
  access: onRepository('MergeBranchesByFastForward'),
  async run(input, ctx) {
    const path = pathOf(await existing(ctx, input.repositoryName))
    const source = await commitOf(ctx, path, input.sourceCommitSpecifier ?? '')
    const destination = await commitOf(ctx, path, input.destinationCommitSpecifier ?? '')
    const branch = (input.targetBranch ?? input.destinationCommitSpecifier ?? '').replace(/^refs\/heads\//, '')
    const tip = await tipOf(ctx, path, branch, input.targetBranch !== undefined)
    const contained = await Promise.all([tip, destination].map((id) => ctx.git.mergeBase(path, id, source)))
    if (contained[0] !== tip || contained[1] !== destination) throw manualMergeRequired(branch)
    try {
      if (source !== tip) await ctx.git.moveBranch(path, branch, tip, source)
    } catch (error) {
      if (isGitFailure(error, 'TipMoved')) throw concurrentReferenceUpdate(branch)
      throw error
    }
    return { commitId: source, treeId: (await ctx.git.commit(path, source)).tree }
  },
})

async function tipOf(ctx: Ctx, path: string, branch: string, named: boolean): Promise<string> {
  const tip = (await ctx.git.branches(path)).get(branch)
  if (tip !== undefined) return tip
  if (await ctx.git.resolve(path, `refs/tags/${branch}`)) throw branchNameIsTagName(branch)
  throw named ? branchDoesNotExist(branch) : invalidTargetBranch(branch)
}
