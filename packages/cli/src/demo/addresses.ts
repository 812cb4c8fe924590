import type { Instance } from '@aws-sdk/client-ec2'
import { portOf } from './ports.ts'
import type { Sample } from './samples.ts'

/** How long the sample may take to answer, in milliseconds. */
const LIMIT = 2000

/** Where the sample of one instance is to be found. */
export interface SampleAddress {
  instanceId: string
  url: string
}

/** A container is published on this machine's loopback; a process listens on its instance's address. */
export function addressesOf(sample: Sample, fleet: Instance[]): SampleAddress[] {
  return fleet.map((instance) => {
    const host = sample === 'container' ? '127.0.0.1' : instance.PrivateIpAddress
    return { instanceId: instance.InstanceId ?? '', url: `http://${host}:${portOf(instance)}/` }
  })
}

/** Instances that have one address together need ports of their own. */
export function sharesAddress(sample: Sample, fleet: Instance[]): boolean {
  return sample === 'container' || new Set(fleet.map((instance) => instance.PrivateIpAddress)).size < fleet.length
}

export async function answers({ url }: SampleAddress): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(LIMIT) }).then(
    async (response) => {
      await response.body?.cancel()
      return response.ok
    },
    () => false,
  )
}
