import type { SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { PhaseContext } from '../buildspec/problem.ts'
import type { RoleCalls } from '../ports/build-roles.ts'
import type { CheckoutRequest, SourceCheckout } from '../ports/source-checkout.ts'
import type { BuildInput } from '../rules/build-input.ts'
import { BuildFailure } from '../runs/build-failure.ts'
import { fetchFromS3 } from '../runs/sources/s3-source.ts'
import { SourceCredentials } from '../state/source-credentials.ts'

export interface FetchSourceDeps {
  store: Store
  sealing: SealingKey
  checkout: SourceCheckout
}

export interface SourceRequest {
  account: string
  region: string
  input: BuildInput
  role: RoleCalls
  /** An existing empty folder. */
  folder: string
  signal: AbortSignal
}

/** What a source turned out to be, or the contexts with which fetching it failed. */
export type FetchedSource = { resolvedSourceVersion?: string } | { contexts: PhaseContext[] }

/** Brings the primary source of a batch into a folder, in the version that its settings name. */
export async function fetchSource(deps: FetchSourceDeps, asked: SourceRequest): Promise<FetchedSource> {
  const { source } = asked.input.settings
  try {
    switch (source.type) {
      case 'NO_SOURCE':
      case undefined:
        return {}
      case 'S3':
        await fromS3(asked, source.location ?? '', asked.input.settings.sourceVersion)
        return {}
      case 'CODEPIPELINE': {
        const revision = await fromS3(asked, source.location ?? '', undefined)
        // The artifact is what all builds get; its revision is told by itself.
        return revision === undefined ? {} : { resolvedSourceVersion: revision }
      }
      default:
        return await checkOut(deps, asked, source.type)
    }
  } catch (error) {
    if (error instanceof BuildFailure) return { contexts: [error.context] }
    throw error
  }
}

const fromS3 = ({ role, folder, signal }: SourceRequest, location: string, version: string | undefined) =>
  fetchFromS3(role, { location, version, folder, scratch: `${folder}.download`, signal })

async function checkOut(
  { store, sealing, checkout }: FetchSourceDeps,
  { account, region, input, folder, signal }: SourceRequest,
  type: CheckoutRequest['type'],
): Promise<FetchedSource> {
  const { source, sourceVersion } = input.settings
  const credentials =
    type === 'CODECOMMIT' ? undefined : await new SourceCredentials(store.db, { account, region }, sealing).open(type)
  const outcome = await checkout.checkout({
    account,
    region,
    type,
    location: source.location ?? '',
    version: sourceVersion || undefined,
    // The specification alone is read.
    depth: 1,
    submodules: false,
    insecureSsl: source.insecureSsl ?? false,
    credentials,
    folder,
    output: () => {},
    signal,
  })
  if ('commitId' in outcome) return { resolvedSourceVersion: outcome.commitId }
  return { contexts: [{ statusCode: 'GIT_CLONE_FAILED', message: `Git clone failed: ${outcome.message}` }] }
}
