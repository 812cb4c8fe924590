import { expect, test } from 'vitest'
import { applicationArn, deploymentGroupArn, onPremisesInstanceArn, parseTaggedResource } from './arns.ts'

const place = { account: '123456789012', region: 'us-east-1' }

test('what can be tagged is found again by its own ARN', () => {
  expect(parseTaggedResource(applicationArn(place, 'web'))).toEqual({ ...place, application: 'web' })
  expect(parseTaggedResource(deploymentGroupArn(place, 'web', 'live'))).toEqual({
    ...place,
    application: 'web',
    deploymentGroup: 'live',
  })
})

test.each([
  ['nothing', '', undefined],
  ['a name', 'web', undefined],
  ['an application without a name', 'arn:aws:codedeploy:us-east-1:123456789012:application:', undefined],
  ['a name that no application has', 'arn:aws:codedeploy:us-east-1:123456789012:application:a\0b', undefined],
  ['an application with a group', 'arn:aws:codedeploy:us-east-1:123456789012:application:web/live', undefined],
  ['a group without an application', 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:live', undefined],
  ['a group of three parts', 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:a/b/c', undefined],
  ['an instance', onPremisesInstanceArn(place, 'rack-1', 'ABCDEFGHIJ'), 'other'],
  ['another service', 'arn:aws:codepipeline:us-east-1:123456789012:application:web', 'other'],
])('the ARN of %s cannot be tagged', (_, arn, expected) => {
  expect(parseTaggedResource(arn)).toBe(expected)
})
