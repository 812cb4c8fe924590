import { builtIn, key, optional, secret } from './action-type.ts'

export const SOURCE_TYPES = [
  builtIn('Source', 'S3', {
    outputs: 1,
    properties: [
      key('S3Bucket'),
      key('S3ObjectKey'),
      optional('PollForSourceChanges'),
      optional('AllowOverrideForS3ObjectKey'),
    ],
  }),
  builtIn('Source', 'CodeCommit', {
    outputs: 1,
    properties: [
      key('RepositoryName'),
      key('BranchName'),
      optional('PollForSourceChanges'),
      optional('OutputArtifactFormat'),
    ],
  }),
  builtIn('Source', 'CodeStarSourceConnection', {
    outputs: 1,
    properties: [
      key('ConnectionArn'),
      key('FullRepositoryId'),
      key('BranchName'),
      optional('OutputArtifactFormat'),
      optional('DetectChanges'),
    ],
  }),
  builtIn('Source', 'GitHub', {
    owner: 'ThirdParty',
    outputs: 1,
    properties: [key('Owner'), key('Repo'), key('Branch'), secret('OAuthToken'), optional('PollForSourceChanges')],
  }),
  builtIn('Source', 'ECR', { outputs: 1, properties: [key('RepositoryName'), optional('ImageTag')] }),
]
