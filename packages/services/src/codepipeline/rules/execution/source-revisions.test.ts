import { expect, test } from 'vitest'
import { buildAction, pipeline, sourceAction } from '../../testing/definitions.ts'
import { withDefaults } from '../pipeline.ts'
import { checkSourceRevisions } from './source-revisions.ts'

const s3 = (name: string, more: Record<string, string> = {}) =>
  sourceAction({
    name,
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
    configuration: { S3Bucket: 'b', S3ObjectKey: 'k', ...more },
    outputArtifacts: [{ name }],
  })

const definition = withDefaults(
  pipeline({
    stages: [
      { name: 'Source', actions: [sourceAction(), s3('Bucket'), s3('Keys', { AllowOverrideForS3ObjectKey: 'true' })] },
      { name: 'Build', actions: [buildAction()] },
    ],
  }),
)
const check = (...given: [string, 'COMMIT_ID' | 'IMAGE_DIGEST' | 'S3_OBJECT_KEY' | 'S3_OBJECT_VERSION_ID'][]) =>
  checkSourceRevisions(
    definition,
    given.map(([actionName, revisionType]) => ({ actionName, revisionType, revisionValue: 'x' })),
  )

test('a commit, a version of an object, and a key with its version are taken', () => {
  expect(check(['Source', 'COMMIT_ID'], ['Bucket', 'S3_OBJECT_VERSION_ID'])).toHaveLength(2)
  expect(check(['Keys', 'S3_OBJECT_KEY'], ['Keys', 'S3_OBJECT_VERSION_ID'])).toEqual([
    { actionName: 'Keys', revisionType: 'S3_OBJECT_KEY', revisionValue: 'x' },
    { actionName: 'Keys', revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: 'x' },
  ])
})

test.each<[string, Parameters<typeof check>, RegExp]>([
  ['another kind than the provider has', [['Source', 'S3_OBJECT_KEY']], /'Source' does not take .* S3_OBJECT_KEY/],
  ['a key where the configuration does not allow it', [['Bucket', 'S3_OBJECT_KEY']], /AllowOverrideForS3ObjectKey/],
  ['an action that is no source', [['Build', 'COMMIT_ID']], /no source action 'Build'/],
  [
    'the same twice',
    [
      ['Source', 'COMMIT_ID'],
      ['Source', 'COMMIT_ID'],
    ],
    /more than once/,
  ],
])('%s is refused', (_, given, message) => {
  expect(() => check(...given)).toThrow(
    expect.objectContaining({ code: 'ValidationException', message: expect.stringMatching(message) }),
  )
})
