import type { GitRepositories } from '@towpath/git'
import type { EmbeddedRepositories } from '@towpath/services/codepipeline/ports/embedded-repositories.ts'
import type { Store } from '@towpath/storage'
import { embeddedRepository } from './embedded-repository.ts'

/** The embedded repositories, for pipelines that look whether a push was lost. */
export function embeddedRepositories(deps: {
  store: Store
  repositories: Pick<GitRepositories, 'refs'>
}): EmbeddedRepositories {
  return {
    async find(asked) {
      const found = await embeddedRepository(deps.store.db, asked)
      if (!found || 'refused' in found) return undefined
      return { path: found.path, refs: () => deps.repositories.refs(found.path) }
    },
  }
}
