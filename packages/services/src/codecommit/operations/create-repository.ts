import type { CreateRepositoryInput, CreateRepositoryOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { invalidRepositoryName, repositoryNameExists, repositoryNameRequired } from '../errors.ts'
import { type Ctx, onRepository, type Room } from '../room.ts'
import { metadataOf } from '../rules/metadata.ts'
import { DEFAULT_OWNER, isOwner, isRepositoryName, OWNER_TAG, pathOf } from '../rules/names.ts'

export const createRepository = operation<CreateRepositoryInput, CreateRepositoryOutput, Room>('CreateRepository', {
  kind: 'write',
  access: onRepository('CreateRepository'),
  async run({ repositoryName: name, repositoryDescription: description, tags = {} }, ctx) {
    if (!name) throw repositoryNameRequired()
    const owner = tags[OWNER_TAG] ?? DEFAULT_OWNER
    if (!isRepositoryName(name)) throw invalidRepositoryName(name)
    if (!isOwner(owner)) throw invalidRepositoryName(`${owner}/${name}`)
    if (await ctx.repositories.find(name)) throw repositoryNameExists(name)
    if (await ctx.repositories.pathTaken(owner, name)) throw repositoryNameExists(`${owner}/${name}`)

    const now = ctx.clock.now()
    const repository = { id: ctx.ids.uuid(), name, owner, description, createdAt: now, modifiedAt: now }
    await ctx.repositories.create(repository)
    await ctx.repositories.tag(repository.id, tags)
    await freshFolder(ctx, pathOf(repository))
    return {
      repositoryMetadata: metadataOf(
        { ...repository, account: ctx.account, region: ctx.region },
        ctx.endpoint,
        undefined,
      ),
    }
  },
})

/** A folder that no row speaks of is left over from a creation that was not committed, or a deletion half done. */
async function freshFolder(ctx: Ctx, path: string): Promise<void> {
  await ctx.git.delete(path)
  await ctx.git.create(path, { defaultBranch: 'main' })
}
