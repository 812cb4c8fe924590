import { DescribeInstanceStatusCommand, DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2'
import type { clientSettings } from '../connection/clients.ts'

export interface InstanceLine {
  id: string
  name: string
  state: string
  address: string
  /** Reachability as DescribeInstanceStatus tells it: `ok` once the agent polls. */
  agent: string
}

/** All instances that are not terminated. */
export async function readInstances(settings: ReturnType<typeof clientSettings>): Promise<InstanceLine[]> {
  const ec2 = new EC2Client(settings)
  try {
    const [{ Reservations = [] }, { InstanceStatuses = [] }] = await Promise.all([
      ec2.send(new DescribeInstancesCommand({})),
      ec2.send(new DescribeInstanceStatusCommand({ IncludeAllInstances: true })),
    ])
    return Reservations.flatMap(({ Instances = [] }) => Instances)
      .filter((instance) => instance.State?.Name !== 'terminated')
      .map((instance) => ({
        id: instance.InstanceId ?? '',
        name: instance.Tags?.find((tag) => tag.Key === 'Name')?.Value ?? '',
        state: instance.State?.Name ?? '',
        address: instance.PrivateIpAddress ?? '',
        agent: InstanceStatuses.find((each) => each.InstanceId === instance.InstanceId)?.InstanceStatus?.Status ?? '',
      }))
  } finally {
    ec2.destroy()
  }
}
