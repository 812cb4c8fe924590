import {
  DescribeInstancesCommand,
  EC2Client,
  type EC2ClientConfig,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { until } from './until.ts'

/** Terminates every instance and waits until none is left. */
export async function terminateAll(settings: EC2ClientConfig): Promise<void> {
  const ec2 = new EC2Client(settings)
  const left = async () => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}))
    return Reservations.flatMap(({ Instances = [] }) => Instances).filter((each) => each.State?.Name !== 'terminated')
  }
  try {
    const ids = (await left()).flatMap((each) => each.InstanceId ?? [])
    if (ids.length > 0) await ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }))
    await until('all instances are terminated', async () => (await left()).length === 0)
  } finally {
    ec2.destroy()
  }
}
