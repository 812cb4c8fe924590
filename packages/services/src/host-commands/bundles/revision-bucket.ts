import { FETCHED_BUNDLES_BUCKET, parseFetchedBundleKey } from '@towpath/agent-link'
import { formatArn } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { Principal } from '@towpath/wire'
import type { DeploymentCommands, HostKey } from '../ports/deployment-commands.ts'
import type { Hosts } from '../ports/hosts.ts'
import { refuseAsHost } from '../rules/host-identity.ts'

/** What the bucket answers to GetObject and HeadObject. */
export type RevisionObject =
  | { sha256: string; size: number; contentType: string }
  | { refused: 'AccessDenied' | 'NoSuchKey'; message: string }

/**
 * The bucket `towpath-revisions`: bundles that the control plane fetched for hosts. It exists for reading only, and only
 * for hosts with a target in the deployment that a key belongs to; they need no right in any policy, as hosts need none
 * for a revision in GitHub on AWS. The S3 room asks here before it looks for a bucket of its own.
 */
export function revisionBucket(deps: { commands: Pick<DeploymentCommands, 'bundleFor'>; hosts: Hosts }) {
  return {
    bucket: FETCHED_BUNDLES_BUCKET,

    async read(db: Database, principal: Principal, asked: { region: string; key: string }): Promise<RevisionObject> {
      const fetched = parseFetchedBundleKey(asked.key)
      if (!fetched) return noSuchKey()
      const host = hostOf(principal, asked.region)
      const refusal = host ? await refuseAsHost(deps.hosts, principal, host) : undefined
      if (!host || refusal) {
        return denied(refusal?.message ?? `${principal.arn} is no host: only hosts of a deployment read its bundle.`)
      }
      const bundle = await deps.commands.bundleFor(db, host, fetched.deploymentId)
      if (!bundle) return denied(`${host.hostIdentifier} has no target in ${fetched.deploymentId}.`)
      return { sha256: bundle.sha256, size: bundle.size, contentType: 'application/octet-stream' }
    },
  }
}

/** The host that a principal would be: it says no more than that here. */
function hostOf(principal: Principal, region: string): HostKey | undefined {
  const { account, arn, session } = principal
  if (principal.type === 'assumed-role' && session && /^i-[0-9a-f]+$/.test(session.name)) {
    const resource = `instance/${session.name}`
    return { account, region, hostIdentifier: formatArn({ service: 'ec2', region, account, resource }) }
  }
  return arn === '' ? undefined : { account, region, hostIdentifier: arn }
}

const denied = (message: string): RevisionObject => ({ refused: 'AccessDenied', message })
const noSuchKey = (): RevisionObject => ({ refused: 'NoSuchKey', message: 'The specified key does not exist.' })
