import { describe, expect, test } from 'vitest'
import { evaluate } from '../policy/evaluate.ts'
import { parsePolicy } from '../policy/parse.ts'
import { requestValues } from '../policy/values.ts'
import { arnOf, parseIamArn } from '../rules/entities.ts'
import { awsManagedPolicies, awsManagedPolicy } from './index.ts'

describe.each(awsManagedPolicies().map((entry) => [entry.policy.name, entry] as const))('%s', (_, entry) => {
  test('has a document that IAM would take for a managed policy', () => {
    expect(parsePolicy(entry.document, { kind: 'identity', currentVersionOnly: true })).toHaveProperty('policy')
    expect(entry.document.replace(/\s/g, '').length).toBeLessThan(6144)
  })

  test('is found by its ARN, which reads back', () => {
    const arn = arnOf(entry.policy)

    expect(awsManagedPolicy(arn)).toBe(entry)
    expect(parseIamArn(arn)).toEqual({
      account: 'aws',
      kind: 'policy',
      path: entry.policy.path,
      name: entry.policy.name,
    })
  })
})

test('unique ids are unique', () => {
  const ids = awsManagedPolicies().map((entry) => entry.policy.id)

  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => /^ANPA[A-Z2-7]{17}$/.test(id))).toBe(true)
})

const ROLE = 'service-role/'
test.each([
  ['AdministratorAccess', 'anything:AtAll', '*', true],
  ['PowerUserAccess', 's3:PutObject', 'arn:aws:s3:::a/b', true],
  ['PowerUserAccess', 'iam:CreateUser', 'arn:aws:iam::123456789012:user/x', false],
  [`${ROLE}AWSCodeDeployRole`, 'ec2:DescribeInstances', '*', true],
  [`${ROLE}AWSCodeDeployRole`, 's3:GetObject', 'arn:aws:s3:::a/b', false],
  [`${ROLE}AmazonEC2RoleforAWSCodeDeploy`, 's3:GetObject', 'arn:aws:s3:::a/b', true],
  [`${ROLE}AmazonEC2RoleforAWSCodeDeploy`, 's3:PutObject', 'arn:aws:s3:::a/b', false],
  [`${ROLE}AmazonEC2RoleforAWSCodeDeployLimited`, 's3:GetObject', 'arn:aws:s3:::a/b', false],
  [`${ROLE}AmazonEC2RoleforAWSCodeDeployLimited`, 's3:GetObject', 'arn:aws:s3:::a/CodeDeploy/b', true],
  ['AWSCodeDeployDeployerAccess', 'codedeploy:CreateDeployment', '*', true],
  ['AWSCodeDeployDeployerAccess', 'codedeploy:DeleteApplication', '*', false],
  ['AWSCodePipeline_FullAccess', 's3:GetObject', 'arn:aws:s3:::codepipeline-us-east-1-1/x', true],
  ['ReadOnlyAccess', 'codedeploy:GetDeployment', '*', true],
  ['ReadOnlyAccess', 'codedeploy:StopDeployment', '*', false],
  ['AWSCodeCommitPowerUser', 'codecommit:GitPush', 'arn:aws:codecommit:us-east-1:123456789012:x', true],
  ['AWSCodeCommitPowerUser', 'codecommit:DeleteRepository', 'arn:aws:codecommit:us-east-1:123456789012:x', false],
  ['AmazonS3ReadOnlyAccess', 's3:ListBucket', 'arn:aws:s3:::a', true],
])('%s on %s of %s allows: %s', (name, action, resource, expected) => {
  const entry = awsManagedPolicy(`arn:aws:iam::aws:policy/${name}`)
  const parsed = parsePolicy(entry?.document ?? '', { kind: 'identity' })
  if ('problem' in parsed) throw new Error(parsed.problem)
  const caller = { type: 'user' as const, account: '123456789012', arn: 'arn:aws:iam::123456789012:user/alice' }

  const decision = evaluate(
    { caller, action, resource, values: requestValues() },
    { identity: [{ name, policy: parsed.policy }] },
  )

  expect(decision.allowed).toBe(expected)
})
