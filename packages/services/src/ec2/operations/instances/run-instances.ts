import { createHash } from 'node:crypto'
import type { Reservation, RunInstancesRequest } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onImage, withRequestTags } from '../../access.ts'
import { reservations, surroundings } from '../../answers/reservation.ts'
import { idempotentParameterMismatch, insufficientFreeAddresses, invalidParameterValue } from '../../errors.ts'
import { profileToPass } from '../../lookup.ts'
import type { Ctx, Room } from '../../room.ts'
import { freeAddress } from '../../rules/addresses.ts'
import { checkImageId, instanceArn, newId } from '../../rules/ids.ts'
import { checkSurroundings } from '../../rules/launch-request.ts'
import { checkTagCount, instanceTags } from '../../rules/tags.ts'
import { decodeUserData } from '../../rules/user-data.ts'
import type { Instance } from '../../state/instance.ts'

/** Most instances that one call may ask for. */
const LARGEST_LAUNCH = 250

export const runInstances = operation<RunInstancesRequest, Reservation, Room>('RunInstances', {
  kind: 'write',
  access(input, ctx) {
    const tags = input.TagSpecifications?.find(({ ResourceType }) => ResourceType === 'instance')?.Tags
    const resource = instanceArn(ctx, '*')
    const launch = { action: 'ec2:RunInstances', resource, conditions: { 'ec2:InstanceType': typeOf(input) } }
    const tagging = { action: 'ec2:CreateTags', resource, conditions: { 'ec2:CreateAction': 'RunInstances' } }
    return [
      withRequestTags(launch, tags),
      onImage('RunInstances', ctx, input.ImageId),
      ...(tags?.length ? [withRequestTags(tagging, tags)] : []),
    ]
  },
  async run(input, ctx) {
    const { ClientToken: token } = input
    const request = fingerprint(input)
    const before = token === undefined ? undefined : await ctx.clientTokens.find(token)
    if (before && before.request !== request) throw idempotentParameterMismatch(token ?? '')
    const instances = before
      ? await ctx.instances.ofReservation(before.reservationId)
      : await launch(input, ctx, request)
    const [reservation] = await reservations(ctx, instances, await surroundings(ctx))
    return reservation ?? { ReservationId: before?.reservationId, OwnerId: ctx.account, Groups: [], Instances: [] }
  },
})

async function launch(input: RunInstancesRequest, ctx: Ctx, request: string): Promise<Instance[]> {
  checkImageId(input.ImageId ?? '')
  checkSurroundings(input, ctx)
  const count = checkCount(input)
  const tags = instanceTags(input.TagSpecifications)
  if (input.UserData !== undefined) decodeUserData(input.UserData)
  const profile = input.IamInstanceProfile ? await profileToPass(ctx, input.IamInstanceProfile) : undefined
  const instances = await describeNew(input, ctx, count)
  await ctx.instances.create(instances)
  for (const { id } of instances) {
    checkTagCount(id, tags.length)
    await ctx.tags.set(id, tags)
    if (!profile) continue
    const association = { id: newId(ctx.ids, 'iip-assoc'), instanceId: id, createdAt: ctx.clock.now() }
    await ctx.associations.create({ ...association, profileArn: profile.arn, profileId: profile.id })
  }
  const [first] = instances
  if (input.ClientToken !== undefined && first) {
    await ctx.clientTokens.create(input.ClientToken, request, first.reservationId, ctx.clock.now())
  }
  ctx.afterCommit(() => ctx.fleet.wake())
  return instances
}

async function describeNew(input: RunInstancesRequest, ctx: Ctx, count: { least: number; most: number }) {
  const now = ctx.clock.now()
  const addresses = await chooseAddresses(ctx, count)
  const reservationId = newId(ctx.ids, 'r')
  return addresses.map(
    (privateIp, launchIndex): Instance => ({
      id: newId(ctx.ids, 'i'),
      account: ctx.account,
      region: ctx.region,
      host: ctx.fleet.host,
      driver: ctx.fleet.driver.name,
      reservationId,
      launchIndex,
      imageId: input.ImageId ?? '',
      instanceType: typeOf(input),
      zone: input.Placement?.AvailabilityZone ?? `${ctx.region}a`,
      privateIp,
      keyName: input.KeyName,
      clientToken: input.ClientToken,
      userData: input.UserData,
      httpTokensRequired: input.MetadataOptions?.HttpTokens !== 'optional',
      disableApiTermination: input.DisableApiTermination ?? false,
      disableApiStop: input.DisableApiStop ?? false,
      state: 'pending',
      stateChangedAt: now,
      booted: false,
      rebootRequested: false,
      launchedAt: now,
    }),
  )
}

/** As many addresses as there are, but not fewer than were asked for at least (documented for capacity). */
async function chooseAddresses(ctx: Ctx, { least, most }: { least: number; most: number }): Promise<string[]> {
  const { subnet } = ctx.fleet.driver
  if (!subnet) return Array.from({ length: most }, () => '127.0.0.1')
  const taken = await ctx.hostInstances.takenAddresses()
  const chosen: string[] = []
  while (chosen.length < most) {
    const address = freeAddress(subnet, taken)
    if (address === undefined) break
    taken.add(address)
    chosen.push(address)
  }
  if (chosen.length < least) throw insufficientFreeAddresses(`${subnet.network}/${subnet.prefixLength}`)
  return chosen
}

function checkCount({ MinCount: least = 1, MaxCount: most = least }: RunInstancesRequest) {
  if (least < 1) throw invalidParameterValue(`Value (${least}) for parameter minCount is invalid. Minimum is 1.`)
  if (most < least) {
    throw invalidParameterValue(`Value (${most}) for parameter maxCount is invalid. It must not be less than minCount.`)
  }
  if (most > LARGEST_LAUNCH) {
    throw invalidParameterValue(`Value (${most}) for parameter maxCount is invalid. Maximum is ${LARGEST_LAUNCH}.`)
  }
  return { least, most }
}

const typeOf = (input: RunInstancesRequest) => input.InstanceType ?? 't3.micro'

function fingerprint({ ClientToken: _token, DryRun: _dryRun, ...request }: RunInstancesRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex')
}
