import {
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  RunInstancesCommand,
  StartInstancesCommand,
} from '@aws-sdk/client-ec2'
import { type Clock, UsageError } from '@towpath/base'
import { DEMO } from './names.ts'

/** How long instances may take to run, in milliseconds. */
const START_LIMIT = 60_000

/** Makes or starts the demo's instances and waits until all run. */
export async function ensureFleet(ec2: EC2Client, clock: Clock, signal: AbortSignal): Promise<Instance[]> {
  const there = await fleet(ec2)
  const stopped = there
    .filter((instance) => instance.State?.Name === 'stopped')
    .flatMap((instance) => instance.InstanceId ?? [])
  if (stopped.length > 0) await ec2.send(new StartInstancesCommand({ InstanceIds: stopped }))
  const missing = DEMO.instances - there.length
  if (missing > 0) {
    await ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-towpath',
        MinCount: missing,
        MaxCount: missing,
        InstanceType: 't3.micro',
        IamInstanceProfile: { Name: DEMO.instanceRole },
        TagSpecifications: [{ ResourceType: 'instance', Tags: [DEMO.tag, { Key: 'Name', Value: DEMO.application }] }],
      }),
    )
  }
  return untilRunning(ec2, clock, signal)
}

async function untilRunning(ec2: EC2Client, clock: Clock, signal: AbortSignal): Promise<Instance[]> {
  const deadline = clock.now() + START_LIMIT
  for (;;) {
    const instances = await fleet(ec2)
    if (instances.length > 0 && instances.every((instance) => instance.State?.Name === 'running')) return instances
    if (signal.aborted || clock.now() > deadline) {
      const states = instances.map(
        (each) => `${each.InstanceId} ${each.State?.Name} ${each.StateReason?.Message ?? ''}`,
      )
      throw new UsageError(`The instances do not run: ${states.join('; ')}`)
    }
    await clock.sleep(100, signal)
  }
}

async function fleet(ec2: EC2Client): Promise<Instance[]> {
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: `tag:${DEMO.tag.Key}`, Values: [DEMO.tag.Value] },
        { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
      ],
    }),
  )
  return Reservations.flatMap((reservation) => reservation.Instances ?? [])
}
