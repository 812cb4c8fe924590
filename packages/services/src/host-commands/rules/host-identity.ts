import { parseArn } from '@towpath/base'
import type { Principal } from '@towpath/wire'
import type { HostKey } from '../ports/deployment-commands.ts'
import type { Hosts } from '../ports/hosts.ts'

/** Why a caller does not speak for a host. `known`: there is such a host, so the refusal is worth remembering. */
export interface Refusal {
  message: string
  known: boolean
}

/**
 * Whether `principal` is the host that calls itself `host.hostIdentifier`. Undefined: it is. No policy takes part in
 * this: a host may ask for its commands because it is that host (observed).
 *
 * An EC2 instance signs as the session that its metadata service handed out: of the role of its current instance
 * profile, and with the instance id as session name. Anybody who may assume that role could choose the name as well,
 * so a role is as trusted as its trust policy is narrow, as on AWS.
 */
export async function refuseAsHost(hosts: Hosts, principal: Principal, host: HostKey): Promise<Refusal | undefined> {
  // What no ARN has must not reach a database either: PostgreSQL refuses text with NUL characters.
  const arn = /^[\x21-\x7e]{1,2048}$/.test(host.hostIdentifier) ? parseArn(host.hostIdentifier) : undefined
  if (arn?.account !== host.account) {
    return unknown(`The host identifier ${quote(host.hostIdentifier)} is not an ARN of account ${host.account}.`)
  }
  if (arn.service === 'ec2') return refuseAsInstance(hosts, principal, host, arn.region, arn.resource)
  return refuseAsOnPremises(hosts, principal, host)
}

async function refuseAsInstance(
  hosts: Hosts,
  principal: Principal,
  { account, region }: HostKey,
  arnRegion: string,
  resource: string,
): Promise<Refusal | undefined> {
  const instanceId = /^instance\/(i-[0-9a-f]{8,17})$/.exec(resource)?.[1]
  if (instanceId === undefined || arnRegion !== region) {
    return unknown(`${quote(resource)} in ${arnRegion} is not an instance in ${region}.`)
  }
  const instance = await hosts.instance({ account, region, instanceId })
  if (!instance) return unknown(`There is no instance ${instanceId} in ${region}.`)
  if (!instance.role) {
    return known(
      `The instance ${instanceId} has no instance profile with a role: associate one, then its agent can poll.`,
    )
  }
  if (principal.type !== 'assumed-role' || !principal.session) {
    return known(
      `${principal.arn} is not the instance ${instanceId}: an instance signs with the credentials of its instance profile.`,
    )
  }
  if (principal.session.name !== instanceId) {
    return known(
      `${principal.arn} is not the instance ${instanceId}: the session is of ${quote(principal.session.name)}.`,
    )
  }
  if (principal.name !== instance.role.name) {
    return known(
      `${principal.arn} is a session of the role ${principal.name}, but the instance profile of ${instanceId} has the role ${instance.role.name} by now: fetch new credentials from the metadata service.`,
    )
  }
  return undefined
}

async function refuseAsOnPremises(hosts: Hosts, principal: Principal, host: HostKey): Promise<Refusal | undefined> {
  const { account, region, hostIdentifier: arn } = host
  const instance = await hosts.onPremises({ account, region, arn })
  if (!instance) return unknown(`No on-premises instance in ${region} is registered with ${arn}.`)
  if (principal.arn === arn) return undefined
  return known(`${principal.arn} is not the on-premises instance ${instance.instanceName}, which signs as ${arn}.`)
}

const known = (message: string): Refusal => ({ message, known: true })
const unknown = (message: string): Refusal => ({ message, known: false })
const quote = (text: string) => JSON.stringify(text.slice(0, 200))
