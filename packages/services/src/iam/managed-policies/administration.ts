import { allow, type BuiltInPolicy, OWN_USER } from './define.ts'

const ORGANIZATION_READS = ['DescribeAccount', 'DescribeOrganization', 'DescribePolicy', 'ListPolicies', 'ListRoots']

export const administration: BuiltInPolicy[] = [
  {
    name: 'AdministratorAccess',
    path: '/',
    description: 'Full access to all services and resources.',
    statements: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  },
  {
    name: 'PowerUserAccess',
    path: '/',
    description: 'Full access to all services and resources, without the management of users and groups.',
    statements: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      allow('iam', ['CreateServiceLinkedRole', 'DeleteServiceLinkedRole', 'ListRoles']),
      allow('account', ['GetAccountInformation', 'GetPrimaryEmail', 'ListRegions']),
      allow('organizations', ['DescribeEffectivePolicy', 'DescribeOrganization']),
    ],
  },
  {
    name: 'IAMFullAccess',
    path: '/',
    description: 'Full access to IAM.',
    statements: [allow('iam', ['*']), allow('organizations', ORGANIZATION_READS)],
  },
  {
    name: 'IAMReadOnlyAccess',
    path: '/',
    description: 'Reading everything in IAM.',
    statements: [
      allow('iam', ['GenerateCredentialReport', 'GenerateServiceLastAccessedDetails', 'Get*', 'List*', 'Simulate*']),
    ],
  },
  {
    name: 'IAMUserChangePassword',
    path: '/',
    description: 'Users may change their own password.',
    statements: [
      allow('iam', ['ChangePassword'], { Resource: [OWN_USER, OWN_USER.replace('user/', 'user/*/')] }),
      allow('iam', ['GetAccountPasswordPolicy']),
    ],
  },
  {
    name: 'IAMSelfManageServiceSpecificCredentials',
    path: '/',
    description: 'Users may manage their own service-specific credentials.',
    statements: [
      allow(
        'iam',
        ['Create', 'Delete', 'Reset', 'Update'].map((verb) => `${verb}ServiceSpecificCredential`),
        { Resource: OWN_USER },
      ),
      allow('iam', ['ListServiceSpecificCredentials'], { Resource: OWN_USER }),
    ],
  },
]
