import { allow, type BuiltInPolicy } from './define.ts'

const REVISION_READS = ['GetObject', 'GetObjectVersion']

export const codedeploy: BuiltInPolicy[] = [
  {
    name: 'AWSCodeDeployRole',
    path: '/service-role/',
    description: 'What CodeDeploy needs of a service role: reading tags, and working with Auto Scaling and balancers.',
    statements: [
      allow('autoscaling', [
        'AttachLoadBalancerTargetGroups',
        'AttachLoadBalancers',
        'CompleteLifecycleAction',
        'CreateAutoScalingGroup',
        'CreateOrUpdateTags',
        'DeleteAutoScalingGroup',
        'DeleteLifecycleHook',
        'DescribeAutoScalingGroups',
        'DescribeLifecycleHooks',
        'DescribeNotificationConfigurations',
        'DescribePolicies',
        'DescribeScalingActivities',
        'DescribeScheduledActions',
        'EnableMetricsCollection',
        'PutLifecycleHook',
        'PutNotificationConfiguration',
        'PutScalingPolicy',
        'PutScheduledUpdateGroupAction',
        'PutWarmPool',
        'RecordLifecycleActionHeartbeat',
        'ResumeProcesses',
        'SuspendProcesses',
        'UpdateAutoScalingGroup',
      ]),
      allow('ec2', ['DescribeInstances', 'DescribeInstanceStatus', 'TerminateInstances']),
      allow('tag', ['GetResources']),
      allow('sns', ['Publish']),
      allow('cloudwatch', ['DescribeAlarms', 'PutMetricAlarm']),
      allow('elasticloadbalancing', [
        'DeregisterInstancesFromLoadBalancer',
        'DeregisterTargets',
        'DescribeInstanceHealth',
        'DescribeLoadBalancerAttributes',
        'DescribeLoadBalancers',
        'DescribeTargetGroupAttributes',
        'DescribeTargetGroups',
        'DescribeTargetHealth',
        'RegisterInstancesWithLoadBalancer',
        'RegisterTargets',
      ]),
    ],
  },
  {
    name: 'AmazonEC2RoleforAWSCodeDeploy',
    path: '/service-role/',
    description: 'What an instance needs to fetch revisions from S3.',
    statements: [allow('s3', [...REVISION_READS, 'ListBucket'])],
  },
  {
    name: 'AmazonEC2RoleforAWSCodeDeployLimited',
    path: '/service-role/',
    description: 'Fetching revisions kept below a CodeDeploy/ prefix or tagged for use with CodeDeploy.',
    statements: [
      allow('s3', [...REVISION_READS, 'ListBucket'], { Resource: 'arn:aws:s3:::*/CodeDeploy/*' }),
      allow('s3', REVISION_READS, {
        Condition: { StringEquals: { 's3:ExistingObjectTag/UseWithCodeDeploy': 'true' } },
      }),
    ],
  },
  {
    name: 'AWSCodeDeployFullAccess',
    path: '/',
    description: 'Full access to CodeDeploy.',
    statements: [allow('codedeploy', ['*']), allow('sns', ['ListTopics'])],
  },
  {
    name: 'AWSCodeDeployDeployerAccess',
    path: '/',
    description: 'Registering and deploying revisions.',
    statements: [
      allow('codedeploy', ['Batch*', 'CreateDeployment', 'Get*', 'List*', 'RegisterApplicationRevision']),
      allow('sns', ['ListTopics']),
    ],
  },
  {
    name: 'AWSCodeDeployReadOnlyAccess',
    path: '/',
    description: 'Reading everything in CodeDeploy.',
    statements: [allow('codedeploy', ['Batch*', 'Get*', 'List*'])],
  },
]
