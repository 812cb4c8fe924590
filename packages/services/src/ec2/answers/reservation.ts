import type { Reservation } from '@aws-sdk/client-ec2'
import type { Ctx } from '../room.ts'
import { defaultId, instanceArn } from '../rules/ids.ts'
import { type Reachability, reachability } from '../rules/status.ts'
import type { Instance } from '../state/instance.ts'
import type { ProfileAssociation } from '../state/profile-associations.ts'
import { instanceAnswer } from './instance.ts'

/** All that is told of instances: themselves, and what belongs to them. */
export interface Surroundings {
  tags: Map<string, Map<string, string>>
  associations: Map<string, ProfileAssociation>
}

export async function surroundings(ctx: Ctx): Promise<Surroundings> {
  const [tags, associations] = await Promise.all([ctx.tags.byResource(), ctx.associations.byInstance()])
  return { tags, associations }
}

export async function reachabilityOf(
  ctx: Ctx,
  instance: Instance,
  { associations }: Surroundings,
): Promise<Reachability> {
  const running = instance.state === 'running'
  const health = running ? await ctx.agentHealth(instanceArn(instance, instance.id)) : undefined
  const about = { ...instance, instanceId: instance.id, hasProfile: associations.has(instance.id) }
  return reachability(about, health, ctx.clock.now())
}

/** Instances by the launch that they came from, as DescribeInstances and RunInstances tell them. */
export async function reservations(ctx: Ctx, instances: Instance[], about: Surroundings): Promise<Reservation[]> {
  const found = new Map<string, Reservation & { Instances: NonNullable<Reservation['Instances']> }>()
  for (const instance of instances) {
    const reservation = found.get(instance.reservationId) ?? {
      ReservationId: instance.reservationId,
      OwnerId: instance.account,
      Groups: [],
      Instances: [],
    }
    found.set(instance.reservationId, reservation)
    reservation.Instances.push(
      instanceAnswer(instance, {
        tags: about.tags.get(instance.id) ?? new Map(),
        association: about.associations.get(instance.id),
        reachability: await reachabilityOf(ctx, instance, about),
      }),
    )
  }
  return [...found.values()]
}

/** The ids of what there is one of in every account and region. */
export const defaultVpc = (ctx: Ctx) => ({
  vpcId: defaultId('vpc', ctx),
  subnetId: defaultId('subnet', ctx),
  groupId: defaultId('sg', ctx),
})
