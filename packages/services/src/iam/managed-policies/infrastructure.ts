import { allow, type BuiltInPolicy } from './define.ts'

const PULLS = [
  'BatchCheckLayerAvailability',
  'BatchGetImage',
  'DescribeImageScanFindings',
  'DescribeImages',
  'DescribeRepositories',
  'GetAuthorizationToken',
  'GetDownloadUrlForLayer',
  'GetLifecyclePolicy',
  'GetLifecyclePolicyPreview',
  'GetRepositoryPolicy',
  'ListImages',
  'ListTagsForResource',
]

export const infrastructure: BuiltInPolicy[] = [
  {
    name: 'AmazonS3FullAccess',
    path: '/',
    description: 'Full access to all buckets.',
    statements: [allow('s3', ['*']), allow('s3-object-lambda', ['*'])],
  },
  {
    name: 'AmazonS3ReadOnlyAccess',
    path: '/',
    description: 'Reading all buckets.',
    statements: [allow('s3', ['Describe*', 'Get*', 'List*']), allow('s3-object-lambda', ['Get*', 'List*'])],
  },
  {
    name: 'AmazonEC2FullAccess',
    path: '/',
    description: 'Full access to EC2 and to what belongs to it.',
    statements: [
      allow('ec2', ['*']),
      allow('elasticloadbalancing', ['*']),
      allow('cloudwatch', ['*']),
      allow('autoscaling', ['*']),
      allow('iam', ['CreateServiceLinkedRole'], {
        Condition: {
          StringEquals: {
            'iam:AWSServiceName': [
              'autoscaling.amazonaws.com',
              'ec2scheduled.amazonaws.com',
              'elasticloadbalancing.amazonaws.com',
              'spot.amazonaws.com',
              'spotfleet.amazonaws.com',
              'transitgateway.amazonaws.com',
            ],
          },
        },
      }),
    ],
  },
  {
    name: 'AmazonEC2ReadOnlyAccess',
    path: '/',
    description: 'Reading everything in EC2.',
    statements: [
      allow('ec2', ['Describe*', 'GetSecurityGroupsForVpc']),
      allow('elasticloadbalancing', ['Describe*']),
      allow('cloudwatch', ['Describe*', 'GetMetricStatistics', 'ListMetrics']),
      allow('autoscaling', ['Describe*']),
    ],
  },
  {
    name: 'CloudWatchLogsFullAccess',
    path: '/',
    description: 'Full access to logs.',
    statements: [allow('logs', ['*'])],
  },
  {
    name: 'CloudWatchLogsReadOnlyAccess',
    path: '/',
    description: 'Reading and searching logs.',
    statements: [
      allow('logs', [
        'Describe*',
        'FilterLogEvents',
        'Get*',
        'List*',
        'StartLiveTail',
        'StartQuery',
        'StopLiveTail',
        'StopQuery',
        'TestMetricFilter',
      ]),
    ],
  },
  {
    name: 'CloudWatchAgentServerPolicy',
    path: '/',
    description: 'What the CloudWatch agent needs on a server.',
    statements: [
      allow('cloudwatch', ['PutMetricData']),
      allow('ec2', ['DescribeTags', 'DescribeVolumes']),
      allow('logs', [
        'CreateLogGroup',
        'CreateLogStream',
        'DescribeLogGroups',
        'DescribeLogStreams',
        'PutLogEvents',
        'PutRetentionPolicy',
      ]),
      allow('ssm', ['GetParameter'], { Resource: 'arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*' }),
    ],
  },
  {
    name: 'AmazonSSMManagedInstanceCore',
    path: '/',
    description: 'What Systems Manager needs of an instance.',
    statements: [
      allow('ssm', [
        'DescribeAssociation',
        'DescribeDocument',
        'GetDeployablePatchSnapshotForInstance',
        'GetDocument',
        'GetManifest',
        'GetParameter',
        'GetParameters',
        'ListAssociations',
        'ListInstanceAssociations',
        'PutComplianceItems',
        'PutConfigurePackageResult',
        'PutInventory',
        'UpdateAssociationStatus',
        'UpdateInstanceAssociationStatus',
        'UpdateInstanceInformation',
      ]),
      allow('ssmmessages', ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel']),
      allow('ec2messages', [
        'AcknowledgeMessage',
        'DeleteMessage',
        'FailMessage',
        'GetEndpoint',
        'GetMessages',
        'SendReply',
      ]),
    ],
  },
  {
    name: 'AmazonEC2ContainerRegistryReadOnly',
    path: '/',
    description: 'Pulling images.',
    statements: [allow('ecr', PULLS)],
  },
  {
    name: 'AmazonEC2ContainerRegistryPowerUser',
    path: '/',
    description: 'Pulling and pushing images.',
    statements: [allow('ecr', [...PULLS, 'CompleteLayerUpload', 'InitiateLayerUpload', 'PutImage', 'UploadLayerPart'])],
  },
]
