import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import { identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'

const ALICE = 'arn:aws:iam::123456789012:user/alice'
const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const allow = (Action: string, members: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...members })

async function serverWithAlice() {
  const server = await identityServer()
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  await server.iam.send(new CreateGroupCommand({ GroupName: 'team' }))
  await server.iam.send(new AddUserToGroupCommand({ UserName: 'alice', GroupName: 'team' }))
  const readOnly = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
  await server.iam.send(new AttachGroupPolicyCommand({ GroupName: 'team', PolicyArn: readOnly }))
  const own = document(allow('ec2:*'), { Effect: 'Deny', Action: 'ec2:Terminate*', Resource: '*' })
  await server.iam.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'own', PolicyDocument: own }))
  return server
}

test('a principal’s own policies and those of its groups decide, and are named', async () => {
  await using server = await serverWithAlice()

  const { EvaluationResults } = await server.iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: ALICE,
      ActionNames: ['s3:GetObject', 'ec2:TerminateInstances', 'iam:ListUsers'],
    }),
  )

  const seen = EvaluationResults?.map((result) => [
    result.EvalActionName,
    result.EvalDecision,
    result.MatchedStatements?.map((statement) => `${statement.SourcePolicyType} ${statement.SourcePolicyId}`),
  ])
  expect(seen).toEqual([
    ['s3:GetObject', 'allowed', ['aws-managed AmazonS3ReadOnlyAccess']],
    ['ec2:TerminateInstances', 'explicitDeny', ['user user_alice_own', 'user user_alice_own']],
    ['iam:ListUsers', 'implicitDeny', []],
  ])
})

test('a simulation decides as a real request is decided', async () => {
  await using server = await serverWithAlice()
  const boundary = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
  await server.iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'alice', PermissionsBoundary: boundary }))

  const { EvaluationResults } = await server.iam.send(
    new SimulatePrincipalPolicyCommand({ PolicySourceArn: ALICE, ActionNames: ['ec2:RunInstances'] }),
  )

  expect(EvaluationResults?.[0]).toMatchObject({
    EvalDecision: 'implicitDeny',
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
  })
})

test('policies that are not attached anywhere are tried on several resources, with values of the request', async () => {
  await using server = await identityServer()
  const office = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }
  const simulate = (address?: string) =>
    server.iam.send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: [document({ ...allow('s3:GetObject', { Condition: office }), Resource: 'arn:aws:s3:::a/*' })],
        ActionNames: ['s3:GetObject'],
        ResourceArns: ['arn:aws:s3:::a/x', 'arn:aws:s3:::b/x'],
        ContextEntries: address
          ? [{ ContextKeyName: 'aws:SourceIp', ContextKeyType: 'ip', ContextKeyValues: [address] }]
          : [],
      }),
    )
  const decisions = async (address?: string) =>
    (await simulate(address)).EvaluationResults?.map((result) => result.EvalDecision)

  expect(await decisions('10.1.2.3')).toEqual(['allowed', 'implicitDeny'])
  expect(await decisions('8.8.8.8')).toEqual(['implicitDeny', 'implicitDeny'])
  const { EvaluationResults } = await simulate()
  expect(EvaluationResults?.map((result) => result.MissingContextValues)).toEqual([['aws:SourceIp'], []])
})

test('results come in pages', async () => {
  await using server = await identityServer()
  const input = {
    PolicyInputList: [document(allow('s3:*'))],
    ActionNames: ['s3:A', 's3:B', 'ec2:C'],
    MaxItems: 2,
  }

  const first = await server.iam.send(new SimulateCustomPolicyCommand(input))
  const second = await server.iam.send(new SimulateCustomPolicyCommand({ ...input, Marker: first.Marker }))

  expect(first.IsTruncated).toBe(true)
  expect(second.EvaluationResults?.map((result) => result.EvalActionName)).toEqual(['ec2:C'])
})

test('the condition keys of policies are told, those of variables too', async () => {
  await using server = await serverWithAlice()
  const home = {
    ...allow('s3:*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    Resource: `arn:aws:s3:::\${aws:username}/*`,
  }

  const custom = await server.iam.send(new GetContextKeysForCustomPolicyCommand({ PolicyInputList: [document(home)] }))
  const own = await server.iam.send(
    new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn: ALICE, PolicyInputList: [document(home)] }),
  )

  expect(custom.ContextKeyNames).toEqual(['aws:SecureTransport', 'aws:username'])
  expect(own.ContextKeyNames).toEqual(['aws:SecureTransport', 'aws:username'])
})

test.each([
  ['arn:aws:iam::123456789012:user/nobody', 'NoSuchEntityException'],
  ['arn:aws:iam::123456789012:policy/x', 'InvalidInputException'],
])('a source that cannot be simulated is refused: %s', async (PolicySourceArn, name) => {
  await using server = await identityServer()

  await expect(
    server.iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['s3:GetObject'] })),
  ).rejects.toMatchObject({ name })
})

test('a document that is none is refused', async () => {
  await using server = await identityServer()

  await expect(
    server.iam.send(new SimulateCustomPolicyCommand({ PolicyInputList: ['{}'], ActionNames: ['s3:GetObject'] })),
  ).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: 'Invalid policy document: Syntax errors in policy.',
  })
})
