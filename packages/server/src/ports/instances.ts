import type { DescribeInstancesResult, Reservation } from '@aws-sdk/client-ec2'
import { ServiceError } from '@towpath/base'
import type { FleetInstance, Instances } from '@towpath/services/codedeploy/ports/instances.ts'
import type { Invoker } from '@towpath/wire'

const STATES = ['pending', 'running', 'stopping', 'stopped']
/** The most that DescribeInstances gives in one answer. */
const PAGE = 1000

/** EC2 as CodeDeploy sees it: through the real operation, with the rights of the service role. */
export function instances(invoker: () => Invoker): Instances {
  return {
    async describe(as, { region, signal }) {
      const found: FleetInstance[] = []
      let NextToken: string | undefined
      try {
        do {
          const input = { Filters: [{ Name: 'instance-state-name', Values: STATES }], MaxResults: PAGE, NextToken }
          const call = {
            service: 'ec2',
            operation: 'DescribeInstances',
            input,
            region,
            signal,
            userAgent: 'codedeploy.amazonaws.com',
          }
          const answer = await invoker().invoke<typeof input, DescribeInstancesResult>(as, call)
          found.push(...(answer.Reservations ?? []).flatMap(instancesOf))
          NextToken = answer.NextToken
        } while (NextToken)
        return { instances: found }
      } catch (error) {
        if (error instanceof ServiceError && error.code === 'UnauthorizedOperation') return { refused: error.message }
        throw error
      }
    },
  }
}

function instancesOf({ Instances = [] }: Reservation): FleetInstance[] {
  return Instances.map((instance) => ({
    instanceId: instance.InstanceId ?? '',
    zone: instance.Placement?.AvailabilityZone ?? '',
    tags: (instance.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value })),
  }))
}
