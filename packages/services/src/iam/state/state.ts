import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { NoDetails, PolicyDetails, RoleDetails } from '../rules/entities.ts'
import { AccessKeys } from './access-keys.ts'
import { AccountAliases } from './account-aliases.ts'
import { Attachments } from './attachments.ts'
import { Entities } from './entities.ts'
import { InlinePolicies } from './inline-policies.ts'
import { LastUses } from './last-uses.ts'
import { LoginProfiles } from './login-profiles.ts'
import { Memberships } from './memberships.ts'
import { PolicyVersions } from './policy-versions.ts'
import { ServiceCredentials } from './service-credentials.ts'

export type IamState = ReturnType<typeof iamState>

/** The tables of this room behind named questions, for one account. */
export function iamState(db: Database, account: string, sealing: SealingKey) {
  return {
    users: new Entities<NoDetails>(db, account, 'user'),
    groups: new Entities<NoDetails>(db, account, 'group'),
    roles: new Entities<RoleDetails>(db, account, 'role'),
    instanceProfiles: new Entities<NoDetails>(db, account, 'instance-profile'),
    policies: new Entities<PolicyDetails>(db, account, 'policy'),
    memberships: new Memberships(db),
    attachments: new Attachments(db, account),
    inlinePolicies: new InlinePolicies(db),
    policyVersions: new PolicyVersions(db),
    accessKeys: new AccessKeys(db, sealing),
    serviceCredentials: new ServiceCredentials(db),
    loginProfiles: new LoginProfiles(db),
    accountAliases: new AccountAliases(db, account),
    lastUses: new LastUses(db),
  }
}
