import type { Database } from '@towpath/storage'
import type { AgentHealth } from '../rules/status.ts'

/** An instance profile as this room sees it. */
export interface InstanceProfile {
  /** `AIPA…` */
  id: string
  arn: string
  name: string
  /** Absent for an empty profile. */
  role?: { name: string; arn: string }
}

/** Finds an instance profile by name or ARN. `within.db`: reads in that transaction. */
export type ResolveInstanceProfile = (
  wanted: { name?: string; arn?: string },
  within: { account: string; db?: Database },
) => Promise<InstanceProfile | undefined>

/** Temporary credentials of the role in a profile, for one instance; or why there are none. */
export type InstanceCredentials = (asked: {
  instanceProfileArn: string
  instanceId: string
  region: string
  now: number
}) => Promise<
  | { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration: number; roleName: string }
  | { refused: string; message: string }
>

/** What the control plane knows of the agent of an instance, by the instance's ARN. */
export type ReadAgentHealth = (instanceArn: string) => Promise<AgentHealth | undefined>
