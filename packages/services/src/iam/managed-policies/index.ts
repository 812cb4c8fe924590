import { createHash } from 'node:crypto'
import { BASE32 } from '@towpath/base'
import { arnOf, type ManagedPolicy } from '../rules/entities.ts'
import { administration } from './administration.ts'
import { codebuild } from './codebuild.ts'
import { codecommit } from './codecommit.ts'
import { codedeploy } from './codedeploy.ts'
import { codepipeline } from './codepipeline.ts'
import type { BuiltInPolicy } from './define.ts'
import { infrastructure } from './infrastructure.ts'
import { readOnly } from './read-only.ts'

/** A policy that is always there and that nobody can change, with its one document. */
export interface AwsManagedPolicy {
  policy: ManagedPolicy
  document: string
}

/** When the first of AWS's managed policies appeared; what IAM tools show as their date. */
const CREATED_AT = Date.UTC(2015, 1, 6, 18, 40)

const ALL = [administration, readOnly, codedeploy, codepipeline, codebuild, codecommit, infrastructure].flat()
const BY_ARN: ReadonlyMap<string, AwsManagedPolicy> = new Map(
  ALL.map(built).map((entry) => [arnOf(entry.policy), entry]),
)

/** All policies of AWS's own that are built in, by name. */
export function awsManagedPolicies(): AwsManagedPolicy[] {
  return [...BY_ARN.values()].sort((a, b) => (a.policy.name < b.policy.name ? -1 : 1))
}

export function awsManagedPolicy(arn: string): AwsManagedPolicy | undefined {
  return BY_ARN.get(arn)
}

function built({ name, path, description, statements }: BuiltInPolicy): AwsManagedPolicy {
  const details = { description, defaultVersion: 1, lastVersion: 1, updatedAt: CREATED_AT }
  return {
    policy: {
      kind: 'policy',
      account: 'aws',
      id: idOf(name),
      name,
      path,
      tags: [],
      createdAt: CREATED_AT,
      details,
    },
    document: JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 4),
  }
}

/** The same on every control plane. */
function idOf(name: string): string {
  const digest = createHash('sha256').update(name).digest()
  return `ANPA${Array.from(digest.subarray(0, 17), (byte) => BASE32[byte % BASE32.length]).join('')}`
}
