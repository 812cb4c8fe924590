import { expect, test } from 'vitest'
import { formatArn, parseArn } from './arn.ts'

test.each([
  'arn:aws:iam::123456789012:role/path/name',
  'arn:aws:s3:::bucket/a:b/c',
  'arn:aws:codedeploy:cn-north-1:123456789012:deploymentgroup:app/group',
])('%s survives parsing and formatting', (text) => {
  const arn = parseArn(text)

  expect(arn && formatArn(arn)).toBe(text)
})

test.each([
  '',
  'arn:aws',
  'arn:aws:iam::123456789012:',
  'x:aws:iam::1:r',
  'arn:aws-cn:iam::123456789012:role/name',
  'arn:*:iam::123456789012:role/name',
])('%j is no ARN that means something here', (text) => {
  expect(parseArn(text)).toBeUndefined()
})
