import type { Database } from '@towpath/storage'
import type { InstanceProfile, ResolveInstanceProfile } from '../ports/ports.ts'
import { fromRow, type Instance } from '../state/instance.ts'
import { ProfileAssociations } from '../state/profile-associations.ts'
import type { Ec2Tables } from '../state/tables.ts'
import { Tags } from '../state/tags.ts'

/** What the metadata of one instance is made of. */
export interface MetadataView {
  instance: Instance
  tags: Map<string, string>
  /** The profile it has now, also when that was deleted since: then without a role. */
  profile?: { arn: string; id: string; role?: InstanceProfile['role'] }
}

/** Of an instance that is not terminated; undefined for any other. */
export async function readView(
  db: Database,
  resolve: ResolveInstanceProfile,
  instanceId: string,
): Promise<MetadataView | undefined> {
  const row = await db
    .withTables<Ec2Tables>()
    .selectFrom('ec2_instances')
    .selectAll()
    .where('id', '=', instanceId)
    .executeTakeFirst()
  if (!row || row.state === 'terminated' || row.state === 'shutting-down') return undefined
  const instance = fromRow(row)
  const association = await new ProfileAssociations(db, instance).ofInstance(instanceId)
  const found = association && (await resolve({ arn: association.profileArn }, { account: instance.account }))
  return {
    instance,
    tags: await new Tags(db, instance).of(instanceId),
    profile: association && { arn: association.profileArn, id: association.profileId, role: found?.role },
  }
}
