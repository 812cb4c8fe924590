import { allow, type BuiltInPolicy } from './define.ts'

/** What reading is called in each service that this control plane, or a program beside it, is likely to be asked for. */
const READS: Readonly<Record<string, readonly string[]>> = {
  autoscaling: ['Describe*', 'GetPredictiveScalingForecast'],
  cloudformation: ['Describe*', 'Detect*', 'Estimate*', 'Get*', 'List*', 'ValidateTemplate'],
  cloudwatch: ['Describe*', 'Get*', 'List*'],
  codeartifact: ['DescribeDomain', 'DescribeRepository', 'Get*', 'List*', 'ReadFromRepository'],
  codebuild: ['BatchGet*', 'DescribeCodeCoverages', 'DescribeTestCases', 'GetResourcePolicy', 'List*'],
  codecommit: ['BatchGet*', 'Describe*', 'Get*', 'GitPull', 'List*'],
  codeconnections: ['Get*', 'List*'],
  codedeploy: ['BatchGet*', 'Get*', 'List*'],
  codepipeline: ['Get*', 'List*'],
  'codestar-connections': ['Get*', 'List*'],
  'codestar-notifications': ['describeNotificationRule', 'listEventTypes', 'listNotificationRules', 'listTargets'],
  dynamodb: ['BatchGet*', 'Describe*', 'Get*', 'List*', 'PartiQLSelect', 'Query', 'Scan'],
  ec2: ['Describe*', 'Get*', 'List*', 'Search*'],
  ecr: ['BatchCheck*', 'BatchGet*', 'Describe*', 'Get*', 'List*'],
  ecs: ['Describe*', 'Get*', 'List*'],
  elasticloadbalancing: ['Describe*', 'Get*'],
  events: ['Describe*', 'List*', 'Test*'],
  iam: ['Generate*', 'Get*', 'List*', 'Simulate*'],
  kms: ['Describe*', 'Get*', 'List*'],
  lambda: ['Get*', 'List*'],
  logs: ['Describe*', 'FilterLogEvents', 'Get*', 'List*', 'StartLiveTail', 'StartQuery', 'StopLiveTail', 'StopQuery'],
  rds: ['Describe*', 'Download*', 'List*'],
  'resource-groups': ['Get*', 'List*', 'Search*'],
  route53: ['Get*', 'List*', 'Test*'],
  s3: ['DescribeJob', 'Get*', 'List*'],
  secretsmanager: ['Describe*', 'GetResourcePolicy', 'List*'],
  sns: ['Check*', 'Get*', 'List*'],
  sqs: ['Get*', 'List*', 'Receive*'],
  ssm: ['Describe*', 'Get*', 'List*'],
  states: ['Describe*', 'GetExecutionHistory', 'List*', 'ValidateStateMachineDefinition'],
  sts: ['GetAccessKeyInfo', 'GetCallerIdentity', 'GetSessionToken'],
  tag: ['DescribeReportCreation', 'Get*'],
}

export const readOnly: BuiltInPolicy[] = [
  {
    name: 'ReadOnlyAccess',
    path: '/',
    description: 'Reading everything, changing nothing.',
    statements: Object.entries(READS).map(([service, actions]) => allow(service, actions)),
  },
]
