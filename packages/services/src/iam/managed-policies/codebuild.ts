import { allow, type BuiltInPolicy } from './define.ts'

const RULE_READS = ['DescribeRule', 'ListRuleNamesByTarget', 'ListTargetsByRule']
const SOURCE_READS = ['GetBranch', 'GetCommit', 'GetRepository']
const REPORT_READS = ['DescribeCodeCoverages', 'DescribeTestCases']
const parameters = allow('ssm', ['PutParameter'], { Resource: 'arn:aws:ssm:*:*:parameter/CodeBuild/*' })

export const codebuild: BuiltInPolicy[] = [
  {
    name: 'AWSCodeBuildAdminAccess',
    path: '/',
    description: 'Full access to CodeBuild, and seeing what projects can be made of.',
    statements: [
      allow('codebuild', ['*']),
      allow('codecommit', [...SOURCE_READS, 'ListBranches', 'ListRepositories']),
      allow('cloudwatch', ['GetMetricStatistics']),
      allow('ec2', ['DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs']),
      allow('ecr', ['DescribeRepositories', 'ListImages']),
      allow('elasticfilesystem', ['DescribeFileSystems']),
      allow('events', [
        ...RULE_READS,
        'DeleteRule',
        'DisableRule',
        'EnableRule',
        'PutRule',
        'PutTargets',
        'RemoveTargets',
      ]),
      allow('logs', ['GetLogEvents']),
      allow('logs', ['DeleteLogGroup'], { Resource: 'arn:aws:logs:*:*:log-group:/aws/codebuild/*:log-stream:*' }),
      allow('s3', ['GetBucketLocation', 'ListAllMyBuckets']),
      parameters,
      allow('sns', ['GetTopicAttributes', 'ListTopics']),
    ],
  },
  {
    name: 'AWSCodeBuildDeveloperAccess',
    path: '/',
    description: 'Starting and stopping builds, and reading everything in CodeBuild.',
    statements: [
      allow('codebuild', [
        ...REPORT_READS,
        'BatchGet*',
        'GetResourcePolicy',
        'List*',
        'RetryBuild',
        'RetryBuildBatch',
        'StartBuild',
        'StartBuildBatch',
        'StopBuild',
        'StopBuildBatch',
      ]),
      allow('codecommit', [...SOURCE_READS, 'ListBranches']),
      allow('cloudwatch', ['GetMetricStatistics']),
      allow('events', RULE_READS),
      allow('logs', ['GetLogEvents']),
      allow('s3', ['GetBucketLocation', 'ListAllMyBuckets']),
      parameters,
      allow('sns', ['GetTopicAttributes', 'ListTopics']),
    ],
  },
  {
    name: 'AWSCodeBuildReadOnlyAccess',
    path: '/',
    description: 'Reading everything in CodeBuild.',
    statements: [
      allow('codebuild', [...REPORT_READS, 'BatchGet*', 'GetResourcePolicy', 'List*']),
      allow('codecommit', SOURCE_READS),
      allow('cloudwatch', ['GetMetricStatistics']),
      allow('events', RULE_READS),
      allow('logs', ['GetLogEvents']),
    ],
  },
]
