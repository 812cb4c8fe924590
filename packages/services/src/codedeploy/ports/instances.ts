import type { Principal } from '@towpath/wire'

/** An EC2 instance as a deployment sees it. */
export interface FleetInstance {
  /** `i-…`. */
  instanceId: string
  /** Availability Zone. */
  zone: string
  tags: { Key: string; Value: string }[]
}

/** What this room asks of EC2; filled by `server`. */
export interface Instances {
  /**
   * The region's instances that are not terminated or being so (stopped ones included), asked for as `as`: really
   * authorised as `ec2:DescribeInstances`. `refused` is EC2's message when `as` may not.
   */
  describe(
    as: Principal,
    asked: { region: string; signal: AbortSignal },
  ): Promise<{ instances: FleetInstance[] } | { refused: string }>
}
