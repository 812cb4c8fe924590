import type { SealingKey } from '@towpath/base'
import { checkout, type GitRepositories } from '@towpath/git'
import type { Checkout, CheckoutRequest, SourceCheckout } from '@towpath/services/codebuild/ports/source-checkout.ts'
import { arnOf } from '@towpath/services/codecommit/index.ts'
import { openConnection } from '@towpath/services/codeconnections/index.ts'
import type { Store } from '@towpath/storage'
import { embeddedRepository } from './embedded-repository.ts'

export interface SourceCheckoutOptions {
  store: Store
  sealing: SealingKey
  repositories: GitRepositories
}

/** Working trees for builds: of the embedded repository that a URL names by its path, or of the host of the URL. */
export function sourceCheckout(deps: SourceCheckoutOptions): SourceCheckout {
  return {
    async checkout(asked) {
      const { location, version, depth, submodules, folder, output, signal, may } = asked
      const common = { version: version === '' ? undefined : version, depth, submodules, folder, output, signal }
      const embedded = await embeddedAt(deps, asked)
      if (embedded && 'refused' in embedded) return embedded
      if (embedded) {
        const resource = arnOf(asked, embedded.path.slice(embedded.path.indexOf('/') + 1))
        if (!(await may('codecommit:GitPull', resource))) return unauthorized('codecommit:GitPull', resource)
        const source = await deps.repositories.folder(embedded.path)
        return checkout({ ...common, source, origin: location })
      }
      const host = await hostOf(deps, asked)
      if ('refused' in host) return host
      return checkout({ ...common, ...host, insecureSsl: asked.insecureSsl })
    },
  }
}

type Refusal = Extract<Checkout, { refused: unknown }>

interface Host {
  source: string
  credentials?: { username: string; password: string }
}

/** Where the repository is, and what opens it there. */
async function hostOf(
  { store, sealing }: SourceCheckoutOptions,
  { account, location, connectionArn, credentials, may }: CheckoutRequest,
): Promise<Host | Refusal> {
  // GitHub takes any name beside a token; this is the one it tells people to use.
  const username = 'x-access-token'
  if (connectionArn === undefined) {
    const sent = credentials && { username: credentials.username ?? username, password: credentials.token }
    return { source: location, credentials: sent }
  }
  const path = new URL(location).pathname
  const repository = path.replace(/^\//, '').replace(/\.git$/, '')
  // The service was renamed: a policy may speak of its connections by either name (documented).
  const services = ['codestar-connections', 'codeconnections']
  // The name that the connection itself goes by is asked first: what is refused is audited.
  if (connectionArn.includes(':codeconnections:')) services.reverse()
  let allowed = false
  for (const service of services) {
    const context = { [`${service}:FullRepositoryId`]: repository }
    allowed ||= await may(`${service}:UseConnection`, connectionArn, context)
  }
  if (!allowed) return unauthorized(`${services[0]}:UseConnection`, connectionArn)
  const connection = await openConnection(store.db, sealing, { account, connectionArn })
  if ('refused' in connection)
    return { refused: 'denied' as const, message: NOT_OPENED[connection.refused](connectionArn) }
  const base = connection.api?.replace(/\/api\/v3$/, '') ?? 'https://github.com'
  return { source: `${base}${path}`, credentials: { username, password: connection.token } }
}

const NOT_OPENED = {
  missing: (arn: string) => `There is no connection ${arn}.`,
  'not-completed': (arn: string) =>
    `Connection ${arn} is pending. Complete it: towpath github connect --connection ${arn} < FILE`,
}

const unauthorized = (action: string, resource: string) => ({
  refused: 'denied' as const,
  message: `The role of the build is not authorized to perform: ${action} on resource: ${resource}`,
})

/** CodeCommit's URLs end in `/v1/repos/NAME`, those of every other host, and ours, in `OWNER/REPO.git`. */
const CODECOMMIT = /\/v1\/repos\/([^/]+?)\/?$/
const OWNER_AND_NAME = /([^/:]+\/[^/]+?)(?:\.git)?\/?$/

async function embeddedAt({ store }: { store: Store }, { account, region, type, location }: CheckoutRequest) {
  const path = URL.canParse(location) ? new URL(location).pathname : location
  const name = type === 'CODECOMMIT' ? CODECOMMIT.exec(path)?.[1] : undefined
  const repository = name ?? OWNER_AND_NAME.exec(path)?.[1]
  return repository === undefined ? undefined : embeddedRepository(store.db, { account, region, repository })
}
