import { allow, type BuiltInPolicy } from './define.ts'

/** Buckets that the console makes for pipelines. AWS writes the ARN with a wildcard for the account. */
const ARTIFACT_BUCKETS = 'arn:aws:s3::*:codepipeline-*'

export const codepipeline: BuiltInPolicy[] = [
  {
    name: 'AWSCodePipeline_FullAccess',
    path: '/',
    description: 'Full access to CodePipeline, and seeing what pipelines can be made of.',
    statements: [
      allow('codepipeline', ['*']),
      allow('codebuild', ['BatchGetProjects', 'CreateProject', 'ListCuratedEnvironmentImages', 'ListProjects']),
      allow('codecommit', ['GetReferences', 'ListBranches', 'ListRepositories']),
      allow('codedeploy', ['BatchGetDeploymentGroups', 'ListApplications', 'ListDeploymentGroups']),
      allow('cloudformation', ['DescribeStacks', 'ListChangeSets', 'ListStacks']),
      allow('ec2', ['DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs']),
      allow('ecr', ['DescribeRepositories', 'ListImages']),
      allow('ecs', ['ListClusters', 'ListServices']),
      allow('events', ['DescribeRule', 'ListRules', 'ListTargetsByRule']),
      allow('iam', ['GetRole', 'ListRoles']),
      allow('lambda', ['ListFunctions']),
      allow('s3', ['ListAllMyBuckets']),
      allow('sns', ['ListTopics']),
      allow('states', ['ListStateMachines']),
      allow(
        's3',
        [
          'CreateBucket',
          'GetBucketPolicy',
          'GetBucketVersioning',
          'GetObject',
          'GetObjectVersion',
          'ListBucket',
          'PutBucketPolicy',
        ],
        { Resource: ARTIFACT_BUCKETS },
      ),
      allow('events', ['DeleteRule', 'DisableRule', 'PutRule', 'PutTargets', 'RemoveTargets'], {
        Resource: 'arn:aws:events:*:*:rule/codepipeline-*',
      }),
      allow('iam', ['PassRole'], {
        Resource: 'arn:aws:iam::*:role/service-role/cwe-role-*',
        Condition: { StringEquals: { 'iam:PassedToService': 'events.amazonaws.com' } },
      }),
      allow('iam', ['PassRole'], {
        Condition: { StringEquals: { 'iam:PassedToService': 'codepipeline.amazonaws.com' } },
      }),
    ],
  },
  {
    name: 'AWSCodePipeline_ReadOnlyAccess',
    path: '/',
    description: 'Reading pipelines and their artifacts.',
    statements: [
      allow('codepipeline', [
        'GetPipeline',
        'GetPipelineExecution',
        'GetPipelineState',
        'ListActionExecutions',
        'ListActionTypes',
        'ListPipelineExecutions',
        'ListPipelines',
        'ListTagsForResource',
      ]),
      allow('s3', ['ListAllMyBuckets']),
      allow('s3', ['GetBucketPolicy', 'GetObject', 'ListBucket'], { Resource: ARTIFACT_BUCKETS }),
    ],
  },
  {
    name: 'AWSCodePipelineApproverAccess',
    path: '/',
    description: 'Seeing pipelines, and approving or rejecting what waits for approval.',
    statements: [
      allow('codepipeline', [
        'GetPipeline',
        'GetPipelineExecution',
        'GetPipelineState',
        'ListPipelineExecutions',
        'ListPipelines',
        'PutApprovalResult',
      ]),
    ],
  },
  {
    name: 'AWSCodePipelineCustomActionAccess',
    path: '/',
    description: 'What a job worker for custom actions needs.',
    statements: [
      allow('codepipeline', [
        'AcknowledgeJob',
        'GetJobDetails',
        'PollForJobs',
        'PutJobFailureResult',
        'PutJobSuccessResult',
      ]),
    ],
  },
]
