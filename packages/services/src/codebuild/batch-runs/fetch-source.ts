import type { SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { PhaseContext } from '../buildspec/problem.ts'
import type { RoleCalls } from '../ports/build-roles.ts'
import type { CheckoutRequest, SourceCheckout } from '../ports/source-checkout.ts'
import type { BuildInput } from '../rules/build-input.ts'
import { BuildFailure } from '../runs/build-failure.ts'
import { checkOut } from '../runs/sources/check-out.ts'
import { projectSource } from '../runs/sources/clone-reference.ts'
import { fetchArtifact, fetchFromS3 } from '../runs/sources/s3-source.ts'

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
        const { role, folder, signal } = asked
        const scratch = `${folder}.download`
        const artifact = await fetchArtifact(role, { location: source.location ?? '', folder, scratch, signal })
        if ('clone' in artifact) {
          const { commitId, connectionArn } = artifact.clone
          const named = projectSource(artifact.clone, asked.region)
          return await specificationOf(deps, asked, { ...named, version: commitId, connectionArn })
        }
        // The artifact is what all builds get; its revision is told by itself.
        return artifact.revision === undefined ? {} : { resolvedSourceVersion: artifact.revision }
      }
      default:
        return await specificationOf(deps, asked, {
          type: source.type,
          location: source.location ?? '',
          version: asked.input.settings.sourceVersion || undefined,
        })
    }
  } catch (error) {
    if (error instanceof BuildFailure) return { contexts: [error.context] }
    throw error
  }
}

const fromS3 = ({ role, folder, signal }: SourceRequest, location: string, version: string | undefined) =>
  fetchFromS3(role, { location, version, folder, scratch: `${folder}.download`, signal })

/** The specification alone is read. */
async function specificationOf(
  deps: FetchSourceDeps,
  { account, region, role, input, folder, signal }: SourceRequest,
  repository: Pick<CheckoutRequest, 'type' | 'location' | 'version' | 'connectionArn'>,
): Promise<FetchedSource> {
  const insecureSsl = input.settings.source.insecureSsl ?? false
  const asked = { ...repository, depth: 1, submodules: false, insecureSsl, folder, output: () => {}, signal }
  const { resolvedVersion } = await checkOut(deps, { account, region }, role, asked)
  return { resolvedSourceVersion: resolvedVersion }
}
