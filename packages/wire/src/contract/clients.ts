import type { Protocol } from '../service.ts'

/** A service whose client's every operation the wire must be able to serve. */
export interface ContractService {
  name: string
  protocol: Protocol
  client: string
  // biome-ignore lint/suspicious/noExplicitAny: a client's module
  load(): Promise<Record<string, any>>
}

export const CONTRACT_SERVICES: ContractService[] = [
  {
    name: 'codedeploy',
    protocol: 'awsJson1_1',
    client: 'CodeDeployClient',
    load: () => import('@aws-sdk/client-codedeploy'),
  },
  {
    name: 'codecommit',
    protocol: 'awsJson1_1',
    client: 'CodeCommitClient',
    load: () => import('@aws-sdk/client-codecommit'),
  },
  {
    name: 'codepipeline',
    protocol: 'awsJson1_1',
    client: 'CodePipelineClient',
    load: () => import('@aws-sdk/client-codepipeline'),
  },
  { name: 'iam', protocol: 'awsQuery', client: 'IAMClient', load: () => import('@aws-sdk/client-iam') },
  { name: 'sts', protocol: 'awsQuery', client: 'STSClient', load: () => import('@aws-sdk/client-sts') },
  { name: 'ec2', protocol: 'ec2Query', client: 'EC2Client', load: () => import('@aws-sdk/client-ec2') },
  {
    name: 'logs',
    protocol: 'awsJson1_1',
    client: 'CloudWatchLogsClient',
    load: () => import('@aws-sdk/client-cloudwatch-logs'),
  },
  { name: 's3', protocol: 'restXml', client: 'S3Client', load: () => import('@aws-sdk/client-s3') },
  {
    name: 'secretsmanager',
    protocol: 'awsJson1_1',
    client: 'SecretsManagerClient',
    load: () => import('@aws-sdk/client-secrets-manager'),
  },
  { name: 'ssm', protocol: 'awsJson1_1', client: 'SSMClient', load: () => import('@aws-sdk/client-ssm') },
]
