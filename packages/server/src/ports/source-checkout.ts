import { checkout, type GitRepositories } from '@towpath/git'
import type { CheckoutRequest, SourceCheckout } from '@towpath/services/codebuild/ports/source-checkout.ts'
import type { Store } from '@towpath/storage'
import { embeddedRepository } from './embedded-repository.ts'

/** Working trees for builds: of the embedded repository that a URL names by its path, or of the host of the URL. */
export function sourceCheckout(deps: { store: Store; repositories: GitRepositories }): SourceCheckout {
  return {
    async checkout(asked) {
      const { location, version, depth, submodules, folder, output, signal } = asked
      const common = { version: version === '' ? undefined : version, depth, submodules, folder, output, signal }
      const embedded = await embeddedAt(deps, asked)
      if (embedded && 'refused' in embedded) return embedded
      if (embedded) {
        const source = await deps.repositories.folder(embedded.path)
        return checkout({ ...common, source, origin: location })
      }
      const { credentials, insecureSsl } = asked
      // GitHub takes any name beside a token; this is the one it tells people to use.
      const sent = credentials && { username: credentials.username ?? 'x-access-token', password: credentials.token }
      return checkout({ ...common, source: location, insecureSsl, credentials: sent })
    },
  }
}

/** CodeCommit's URLs end in `/v1/repos/NAME`, those of every other host, and ours, in `OWNER/REPO.git`. */
const CODECOMMIT = /\/v1\/repos\/([^/]+?)\/?$/
const OWNER_AND_NAME = /([^/:]+\/[^/]+?)(?:\.git)?\/?$/

async function embeddedAt({ store }: { store: Store }, { account, region, type, location }: CheckoutRequest) {
  const path = URL.canParse(location) ? new URL(location).pathname : location
  const name = type === 'CODECOMMIT' ? CODECOMMIT.exec(path)?.[1] : undefined
  const repository = name ?? OWNER_AND_NAME.exec(path)?.[1]
  return repository === undefined ? undefined : embeddedRepository(store.db, { account, region, repository })
}
