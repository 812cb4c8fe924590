import { allow, type BuiltInPolicy, type BuiltInStatement, OWN_USER } from './define.ts'

const READS = [
  'BatchDescribe*',
  'BatchGet*',
  'Describe*',
  'EvaluatePullRequestApprovalRules',
  'Get*',
  'GitPull',
  'List*',
]
const topics = allow('sns', ['GetTopicAttributes', 'ListSubscriptionsByTopic', 'ListTopics'])
const users = allow('iam', ['ListUsers'])
const seeOwnCredentials = allow('iam', ['ListAccessKeys', 'ListSSHPublicKeys', 'ListServiceSpecificCredentials'], {
  Resource: OWN_USER,
})

/** Users of repositories make their git credentials themselves. */
const ownCredentials: BuiltInStatement[] = [
  seeOwnCredentials,
  allow('iam', ['DeleteSSHPublicKey', 'GetSSHPublicKey', 'UpdateSSHPublicKey', 'UploadSSHPublicKey'], {
    Resource: OWN_USER,
  }),
  allow(
    'iam',
    ['Create', 'Delete', 'Reset', 'Update'].map((verb) => `${verb}ServiceSpecificCredential`),
    { Resource: OWN_USER },
  ),
]

const rules = allow(
  'events',
  ['Delete', 'Describe', 'Disable', 'Enable', 'Put'].map((verb) => `${verb}Rule`),
  { Resource: 'arn:aws:events:*:*:rule/codecommit*' },
)

export const codecommit: BuiltInPolicy[] = [
  {
    name: 'AWSCodeCommitFullAccess',
    path: '/',
    description: 'Full access to CodeCommit.',
    statements: [allow('codecommit', ['*']), rules, topics, users, ...ownCredentials],
  },
  {
    name: 'AWSCodeCommitPowerUser',
    path: '/',
    description: 'Everything in CodeCommit but deleting repositories.',
    statements: [
      allow('codecommit', [
        ...READS,
        'AssociateApprovalRuleTemplateWithRepository',
        'BatchAssociateApprovalRuleTemplateWithRepositories',
        'BatchDisassociateApprovalRuleTemplateFromRepositories',
        'Create*',
        'DeleteBranch',
        'DeleteFile',
        'DisassociateApprovalRuleTemplateFromRepository',
        'GitPush',
        'Merge*',
        'OverridePullRequestApprovalRules',
        'Post*',
        'Put*',
        'TagResource',
        'Test*',
        'UntagResource',
        'Update*',
      ]),
      rules,
      topics,
      users,
      ...ownCredentials,
    ],
  },
  {
    name: 'AWSCodeCommitReadOnly',
    path: '/',
    description: 'Reading everything in CodeCommit, and cloning.',
    statements: [allow('codecommit', READS), topics, users, seeOwnCredentials],
  },
]
