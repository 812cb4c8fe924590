import { DEMO } from './names.ts'

export interface Place {
  account: string
  region: string
}

/** What the demo's roles and its user may do: what the sample's pipeline takes, and nothing else. */
export function rolePolicies({ account, region }: Place) {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`
  const artifacts = `arn:aws:s3:::${DEMO.bucket}/*`
  const repository = arn('codecommit', DEMO.repository)
  const log = arn('logs', `log-group:/aws/codebuild/${DEMO.project}`)
  return {
    pipeline: document(
      [['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], artifacts],
      [['s3:GetBucketLocation', 's3:GetBucketVersioning'], `arn:aws:s3:::${DEMO.bucket}`],
      [
        [
          'codecommit:GetBranch',
          'codecommit:GetCommit',
          'codecommit:GetRepository',
          'codecommit:UploadArchive',
          'codecommit:GetUploadArchiveStatus',
          'codecommit:CancelUploadArchive',
        ],
        repository,
      ],
      [['codebuild:StartBuild', 'codebuild:BatchGetBuilds'], arn('codebuild', `project/${DEMO.project}`)],
      [
        ['codedeploy:CreateDeployment', 'codedeploy:GetDeployment'],
        arn('codedeploy', `deploymentgroup:${DEMO.application}/${DEMO.group}`),
      ],
      [
        ['codedeploy:GetApplication', 'codedeploy:GetApplicationRevision', 'codedeploy:RegisterApplicationRevision'],
        arn('codedeploy', `application:${DEMO.application}`),
      ],
      [['codedeploy:GetDeploymentConfig'], arn('codedeploy', 'deploymentconfig:*')],
    ),
    build: document(
      [['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], log, `${log}:*`],
      [['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], artifacts],
      [['ssm:GetParameters'], arn('ssm', `parameter${DEMO.parameters}/*`)],
    ),
    instance: document([['s3:GetObject', 's3:GetObjectVersion'], artifacts]),
    developer: document([['codecommit:GitPull', 'codecommit:GitPush'], repository]),
  }
}

function document(...statements: [actions: string[], ...resources: string[]][]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(([Action, ...Resource]) => ({ Effect: 'Allow', Action, Resource })),
  })
}
