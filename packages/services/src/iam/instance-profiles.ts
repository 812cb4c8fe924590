import type { Database } from '@towpath/storage'
import type { Principal } from '@towpath/wire'
import type { IamDeps } from './deps.ts'
import { arnOf, type InstanceProfile, parseIamArn } from './rules/entities.ts'
import { type RoleRefusal, sessionCredentials } from './service-roles.ts'
import type { TemporaryCredentials } from './sessions/session-token.ts'
import { iamState } from './state/state.ts'

/** An instance profile as other rooms see it. */
export interface ResolvedInstanceProfile {
  /** `AIPA...`. */
  id: string
  arn: string
  name: string
  /** The role in it; profiles may be empty. */
  role?: { name: string; arn: string; id: string }
}

type Deps = Pick<IamDeps, 'store' | 'directory' | 'sealing' | 'ids'>

/** Finds a profile by name or ARN; undefined when there is none. `db`: reads there instead of what is committed. */
export function resolveInstanceProfile(deps: Pick<IamDeps, 'store' | 'sealing'>) {
  return async (
    wanted: { name?: string; arn?: string },
    within: { account: string; db?: Database },
  ): Promise<ResolvedInstanceProfile | undefined> => {
    const state = iamState(within.db ?? deps.store.db, within.account, deps.sealing)
    const profile = await findProfile(wanted, (name) => state.instanceProfiles.find(name))
    if (!profile) return undefined
    const [role] = await state.roles.findAllById(await state.memberships.membersOf(profile.id))
    return {
      id: profile.id,
      arn: arnOf(profile),
      name: profile.name,
      role: role && { name: role.name, arn: arnOf(role), id: role.id },
    }
  }
}

async function findProfile(
  { name, arn }: { name?: string; arn?: string },
  find: (name: string) => Promise<InstanceProfile | undefined>,
): Promise<InstanceProfile | undefined> {
  if (arn === undefined) return name === undefined ? undefined : find(name)
  const parsed = parseIamArn(arn)
  const profile = parsed?.kind === 'instance-profile' ? await find(parsed.name) : undefined
  return profile && arnOf(profile) === arn ? profile : undefined
}

export interface InstanceRefusal {
  /** `no-profile`: it was deleted; `no-role`: it is empty; the others are the role's. */
  refused: 'no-profile' | 'no-role' | RoleRefusal['refused']
  message: string
}

/** What EC2 gives its instances: six hours. Instances fetch new ones well before. */
const INSTANCE_SESSION_SECONDS = 6 * 60 * 60

/**
 * Credentials for an instance, as its metadata service hands them out: a session of the profile's role, named for the
 * instance. The role must trust `ec2.amazonaws.com`.
 */
export function instanceCredentials(deps: Deps) {
  const resolve = resolveInstanceProfile(deps)
  const credentials = sessionCredentials(deps)
  return async (asked: {
    instanceProfileArn: string
    instanceId: string
    region: string
    now: number
  }): Promise<(TemporaryCredentials & { principal: Principal; roleName: string }) | InstanceRefusal> => {
    const arn = asked.instanceProfileArn
    const profile = await resolve({ arn }, { account: parseIamArn(arn)?.account ?? '' })
    if (!profile) return { refused: 'no-profile', message: `Instance profile ${arn} does not exist` }
    if (!profile.role) return { refused: 'no-role', message: `Instance profile ${arn} has no role in it` }
    return credentials({
      roleArn: profile.role.arn,
      service: 'ec2.amazonaws.com',
      region: asked.region,
      sessionName: asked.instanceId,
      durationSeconds: INSTANCE_SESSION_SECONDS,
      now: asked.now,
    })
  }
}
