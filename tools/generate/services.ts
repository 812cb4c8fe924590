import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { servedOperations } from './served.ts'

/** A service whose schemas and constraints are kept beside its room. */
export interface GeneratedService {
  /** Folder below packages/services/src. */
  room: string
  /** As people call it. */
  title: string
  client(): Promise<Record<string, unknown>>
  /** Name of the service in botocore. */
  model: string
  /** Only the operations served are kept; otherwise all, because the whole model is small. */
  pruned?: true
}

export const SERVICES: GeneratedService[] = [
  {
    room: 'codebuild',
    title: 'CodeBuild',
    model: 'codebuild',
    client: () => import('@aws-sdk/client-codebuild'),
  },
  {
    room: 'codeconnections',
    title: 'CodeConnections',
    model: 'codeconnections',
    // The client under the older name: the two speak the same shapes.
    client: () => import('@aws-sdk/client-codestar-connections'),
    pruned: true,
  },
  { room: 'codecommit', title: 'CodeCommit', model: 'codecommit', client: () => import('@aws-sdk/client-codecommit') },
  { room: 'codedeploy', title: 'CodeDeploy', model: 'codedeploy', client: () => import('@aws-sdk/client-codedeploy') },
  {
    room: 'codepipeline',
    title: 'CodePipeline',
    model: 'codepipeline',
    client: () => import('@aws-sdk/client-codepipeline'),
  },
  { room: 'ec2', title: 'EC2', model: 'ec2', client: () => import('@aws-sdk/client-ec2'), pruned: true },
  { room: 'iam', title: 'IAM', model: 'iam', client: () => import('@aws-sdk/client-iam') },
  {
    room: 'logs',
    title: 'CloudWatch Logs',
    model: 'logs',
    client: () => import('@aws-sdk/client-cloudwatch-logs'),
    pruned: true,
  },
  { room: 's3', title: 'S3', model: 's3', client: () => import('@aws-sdk/client-s3') },
  {
    room: 'secretsmanager',
    title: 'Secrets Manager',
    model: 'secretsmanager',
    client: () => import('@aws-sdk/client-secrets-manager'),
    pruned: true,
  },
  { room: 'ssm', title: 'Systems Manager', model: 'ssm', client: () => import('@aws-sdk/client-ssm'), pruned: true },
  { room: 'sts', title: 'STS', model: 'sts', client: () => import('@aws-sdk/client-sts') },
]

export const KEPT_PATH = 'tools/served-schemas.gen.json'

/** The operations whose schemas are kept; undefined: all. While a room has no table, what was kept before. */
export async function keptOperations({ room, pruned }: GeneratedService): Promise<string[] | undefined> {
  if (!pruned) return undefined
  return (await servedOperations(room)) ?? kept()[room] ?? []
}

function kept(): Record<string, string[]> {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../..', KEPT_PATH), 'utf8'))
}
