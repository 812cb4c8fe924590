import type { Difference, GetDifferencesInput, GetDifferencesOutput } from '@aws-sdk/client-codecommit'
import { isPageToken, page } from '@towpath/base'
import { operation } from '@towpath/wire'
import { commitRequired, invalidContinuationToken, pathDoesNotExist } from '../errors.ts'
import { commitOf, resultCount } from '../lookup.ts'
import type { GitChange } from '../ports/git.ts'
import { type Ctx, existing, onRepository, type Room } from '../room.ts'
import { pathOf } from '../rules/names.ts'
import { checkFolderPath } from '../rules/paths.ts'

const MOST = 400

export const getDifferences = operation<GetDifferencesInput, GetDifferencesOutput, Room>('GetDifferences', {
  kind: 'read',
  access: onRepository('GetDifferences'),
  async run(input, ctx) {
    const path = pathOf(await existing(ctx, input.repositoryName))
    const { NextToken: token, MaxResults, beforeCommitSpecifier, afterCommitSpecifier } = input
    if (!afterCommitSpecifier) throw commitRequired()
    if (token !== undefined && !isPageToken(token)) throw invalidContinuationToken(token)
    const size = resultCount(MaxResults, MOST)
    const before = beforeCommitSpecifier && (await commitOf(ctx, path, beforeCommitSpecifier))
    const after = await commitOf(ctx, path, afterCommitSpecifier)
    const within = [input.beforePath, input.afterPath].filter((each) => each !== undefined).map(checkFolderPath)
    await assertThere(ctx, path, [before, after], within)

    const changes = (await ctx.git.changes(path, before || undefined, after)).filter((change) =>
      isWithin(change.path, within),
    )
    changes.sort((a, b) => (a.path < b.path ? -1 : 1))
    const { items, nextToken } = page(changes, (change) => change.path, size, token)
    return { differences: items.map(difference), NextToken: nextToken }
  },
})

function isWithin(path: string, places: string[]): boolean {
  return places.length === 0 || places.some((place) => place === '' || path === place || path.startsWith(`${place}/`))
}

async function assertThere(ctx: Ctx, path: string, commits: (string | undefined)[], places: string[]): Promise<void> {
  for (const place of places.filter((each) => each !== '')) {
    const found = await Promise.all(commits.map((commit) => commit && ctx.git.entry(path, commit, place)))
    if (found.every((entry) => !entry)) throw pathDoesNotExist(place)
  }
}

function difference({ path, before, after }: GitChange): Difference {
  return {
    beforeBlob: before && { blobId: before.id, path, mode: before.mode },
    afterBlob: after && { blobId: after.id, path, mode: after.mode },
    changeType: before === undefined ? 'A' : after === undefined ? 'D' : 'M',
  }
}
