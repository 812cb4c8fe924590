import type { Violation } from '@towpath/wire'
import { expect, test } from 'vitest'
import { violationAnswer } from './violations.ts'

const violation = (path: string, kind: Violation['kind'], value?: unknown): Violation => ({
  path,
  kind,
  value,
  shape: 'Input',
  member: path.split('.').at(-1) ?? '',
  message: `Value '${value}' at '${path}' failed to satisfy constraint: Member must be otherwise`,
})

test.each<[string, Violation, string]>([
  ['CreateApplication', violation('applicationName', 'required'), 'ApplicationNameRequiredException'],
  ['CreateApplication', violation('applicationName', 'length', 'x'), 'InvalidApplicationNameException'],
  ['CreateApplication', violation('computePlatform', 'enum', 'x'), 'InvalidComputePlatformException'],
  ['CreateApplication', violation('tags.1.member.key', 'length', 'x'), 'InvalidTagsToAddException'],
  ['TagResource', violation('tags', 'required'), 'TagRequiredException'],
  ['TagResource', violation('resourceArn', 'length', 'x'), 'InvalidArnException'],
  ['AddTagsToOnPremisesInstances', violation('tags.1.member.key', 'required'), 'InvalidTagException'],
  ['AddTagsToOnPremisesInstances', violation('tags', 'required'), 'TagRequiredException'],
  ['GetApplicationRevision', violation('revision', 'required'), 'RevisionRequiredException'],
  ['GetApplicationRevision', violation('revision.s3Location.bundleType', 'enum', 'x'), 'InvalidRevisionException'],
  ['CreateDeploymentGroup', violation('serviceRoleArn', 'required'), 'RoleRequiredException'],
  ['CreateDeploymentGroup', violation('ec2TagFilters.1.member.type', 'enum', 'x'), 'InvalidEC2TagException'],
  ['CreateDeploymentConfig', violation('minimumHealthyHosts.type', 'enum'), 'InvalidMinimumHealthyHostValueException'],
  ['ListOnPremisesInstances', violation('tagFilters.1.member.type', 'enum', 'x'), 'InvalidTagFilterException'],
])('%s answers %o with its own exception', (operation, given, code) => {
  expect(violationAnswer([given], operation)).toMatchObject({ code, status: 400 })
})

test('the value that is refused is quoted', () => {
  const answer = violationAnswer([violation('applicationName', 'length', 'a name')], 'CreateApplication')

  expect(answer?.message).toContain('"a name"')
})

test('wrong JSON types, and members without an exception of their own, are left to the protocol', () => {
  expect(violationAnswer([violation('applicationName', 'type', 5)], 'CreateApplication')).toBeUndefined()
  expect(violationAnswer([violation('unheardOf', 'required')], 'CreateApplication')).toBeUndefined()
})

test('the first member that has an exception decides', () => {
  const violations = [
    violation('unheardOf', 'required'),
    violation('deploymentGroupName', 'required'),
    violation('serviceRoleArn', 'required'),
  ]

  expect(violationAnswer(violations, 'CreateDeploymentGroup')?.code).toBe('DeploymentGroupNameRequiredException')
})
