import type { PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline'
import { describe, expect, test } from 'vitest'
import { approvalAction, buildAction, deployAction, pipeline, sourceAction } from '../../testing/definitions.ts'
import { withDefaults } from '../pipeline.ts'
import { checkPipeline } from './check-pipeline.ts'

const check = (given: PipelineDeclaration) => () => checkPipeline(withDefaults(given), 'us-east-1')

const source: StageDeclaration = { name: 'Source', actions: [sourceAction()] }
const build: StageDeclaration = { name: 'Build', actions: [buildAction()] }
const ofStages = (...stages: StageDeclaration[]) => pipeline({ stages })
/** Source, and a second stage of these actions. */
const acting = (...actions: StageDeclaration['actions'] & object) => ofStages(source, { name: 'Work', actions })
const connection = sourceAction({
  actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection', version: '1' },
  configuration: { ConnectionArn: 'arn:c', FullRepositoryId: 'acme/web', BranchName: 'main' },
})
const commands = (change: object) =>
  buildAction({
    actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' },
    configuration: {},
    ...change,
  })
const conditions = (result: 'FAIL' | 'SKIP' | 'ROLLBACK', provider = 'VariableCheck') => ({
  conditions: [
    {
      result,
      rules: [
        {
          name: 'r',
          ruleTypeId: { category: 'Rule' as const, owner: 'AWS' as const, provider, version: '1' },
          configuration: { Variable: 'a', Operator: 'EQ', Value: 'a' },
        },
      ],
    },
  ],
})

test.each<[string, PipelineDeclaration]>([
  ['of source and build', pipeline()],
  [
    'whose actions take what an earlier runOrder of their stage gives',
    acting(buildAction(), deployAction({ runOrder: 2 })),
  ],
  ['with an approval of its own timeout', acting(approvalAction({ timeoutInMinutes: 60 }))],
  [
    'with variables',
    { ...acting(buildAction({ configuration: { ProjectName: '#{variables.P}' } })), variables: [{ name: 'P' }] },
  ],
  [
    'that uses what an earlier action put out',
    ofStages(
      { name: 'S', actions: [sourceAction({ namespace: 'Src' })] },
      {
        name: 'B',
        actions: [
          buildAction({ configuration: { ProjectName: 'p-#{Src.CommitId}-#{codepipeline.PipelineExecutionId}' } }),
        ],
      },
    ),
  ],
  [
    'with triggers on branches, and on tags',
    {
      ...ofStages({ name: 'S', actions: [connection] }, build),
      triggers: [
        {
          providerType: 'CodeStarSourceConnection',
          gitConfiguration: {
            sourceActionName: 'Source',
            push: [
              { branches: { includes: ['main'] }, filePaths: { excludes: ['docs/**'] } },
              { tags: { includes: ['v*'] } },
            ],
            pullRequest: [{ events: ['OPEN'], branches: { includes: ['main'] } }],
          },
        },
      ],
    },
  ],
  ['of type V1', pipeline({ pipelineType: 'V1' })],
  ['that is skipped unless a variable says otherwise', ofStages(source, { ...build, beforeEntry: conditions('SKIP') })],
  ['with commands', acting(commands({ commands: ['make'] }))],
  [
    'with a store for every region it works in',
    {
      ...acting(buildAction({ region: 'eu-west-1' })),
      artifactStore: undefined,
      artifactStores: { 'us-east-1': { type: 'S3', location: 'us' }, 'eu-west-1': { type: 'S3', location: 'eu-' } },
    },
  ],
])('a pipeline %s is accepted', (_, given) => {
  expect(check(given)).not.toThrow()
})

type Refused = [what: string, given: PipelineDeclaration, code: string, message: string]

describe('stages', () => {
  test.each<Refused>([
    [
      'a single stage',
      ofStages(source),
      'InvalidStructure',
      'Pipeline has only 1 stage(s). There should be a minimum of 2 stages in a pipeline',
    ],
    [
      'too many stages',
      ofStages(source, ...Array.from({ length: 50 }, (_, n) => ({ name: `s${n}`, actions: [approvalAction()] }))),
      'InvalidStructure',
      'Pipeline has 51 stage(s)',
    ],
    [
      'two stages of one name',
      ofStages(source, build, build),
      'InvalidStructure',
      "The name 'Build' occurs more than once",
    ],
    ['an empty stage', ofStages(source, { name: 'Empty', actions: [] }), 'InvalidStageDeclaration', "Stage 'Empty'"],
    [
      'two actions of one name in a stage',
      acting(approvalAction(), approvalAction()),
      'InvalidStageDeclaration',
      "the name 'Approve'",
    ],
    [
      'a first stage without a source',
      ofStages({ name: 'A', actions: [approvalAction()] }, build),
      'InvalidStructure',
      'Pipeline should start with a stage that only contains source actions',
    ],
    [
      'a source with something else beside it',
      ofStages({ name: 'S', actions: [sourceAction(), approvalAction()] }, build),
      'InvalidStructure',
      'Pipeline should start with a stage that only contains source actions',
    ],
    [
      'a source in a later stage',
      ofStages(source, { name: 'B', actions: [sourceAction({ name: 'Again' })] }),
      'InvalidStructure',
      "'Again'",
    ],
    [
      'blockers',
      ofStages(source, { ...build, blockers: [{ name: 'night', type: 'Schedule' }] }),
      'InvalidBlockerDeclaration',
      "'night'",
    ],
    [
      'more than 50 actions in a stage',
      acting(...Array.from({ length: 51 }, (_, n) => approvalAction({ name: `a${n}` }))),
      'InvalidStageDeclaration',
      '51 action(s)',
    ],
  ])('%s: refused', (_, given, code, message) => {
    expect(check(given)).toThrow(
      expect.objectContaining({ code: `${code}Exception`, message: expect.stringContaining(message) }),
    )
  })
})

describe('actions', () => {
  test.each<Refused>([
    [
      'a provider that does not exist',
      acting(buildAction({ actionTypeId: { category: 'Build', owner: 'Custom', provider: 'P', version: '1' } })),
      'InvalidActionDeclaration',
      "ActionType (Category: 'Build', Provider: 'P', Owner: 'Custom', Version: '1') in action 'Build' is not available in region 'US_EAST_1'",
    ],
    [
      'too few input artifacts',
      acting(buildAction({ inputArtifacts: [] })),
      'InvalidActionDeclaration',
      'Action Build declares 0 input artifacts which is less than the minimum count (1)',
    ],
    [
      'too many output artifacts',
      acting(deployAction({ inputArtifacts: [{ name: 'SourceOutput' }], outputArtifacts: [{ name: 'x' }] })),
      'InvalidActionDeclaration',
      'Action Deploy declares 1 output artifacts which is more than the maximum count (0)',
    ],
    [
      'a missing configuration value',
      acting(buildAction({ configuration: {} })),
      'InvalidActionDeclaration',
      "Action configuration for action 'Build' is missing required configuration 'ProjectName'",
    ],
    [
      'an unknown configuration key',
      acting(buildAction({ configuration: { ProjectName: 'p', Projekt: 'q' } })),
      'InvalidActionDeclaration',
      "contains unknown configuration 'Projekt'",
    ],
    [
      'a boolean that is none',
      ofStages(
        {
          name: 'S',
          actions: [
            sourceAction({ configuration: { RepositoryName: 'r', BranchName: 'b', PollForSourceChanges: 'maybe' } }),
          ],
        },
        build,
      ),
      'InvalidActionDeclaration',
      "'maybe'",
    ],
    [
      'two inputs without a primary one',
      ofStages(
        { name: 'S', actions: [sourceAction(), sourceAction({ name: 'T', outputArtifacts: [{ name: 'T' }] })] },
        { name: 'B', actions: [buildAction({ inputArtifacts: [{ name: 'SourceOutput' }, { name: 'T' }] })] },
      ),
      'InvalidActionDeclaration',
      "'PrimarySource'",
    ],
    [
      'a cross-region source',
      ofStages({ name: 'S', actions: [sourceAction({ region: 'eu-west-1' })] }, build),
      'InvalidActionDeclaration',
      "'eu-west-1'",
    ],
    [
      'a timeout on a build',
      acting(buildAction({ timeoutInMinutes: 5 })),
      'InvalidActionDeclaration',
      'timeoutInMinutes',
    ],
    [
      'Commands without commands',
      acting(commands({})),
      'InvalidActionDeclaration',
      'Action Build must have a non-empty commands field',
    ],
    [
      'commands on another provider',
      acting(buildAction({ commands: ['make'] })),
      'InvalidActionDeclaration',
      'commands',
    ],
  ])('%s: refused', (_, given, code, message) => {
    expect(check(given)).toThrow(
      expect.objectContaining({ code: `${code}Exception`, message: expect.stringContaining(message) }),
    )
  })
})

describe('artifacts, stores and variables', () => {
  const namespaced = (change: object) =>
    ofStages(
      { name: 'S', actions: [sourceAction({ namespace: 'Src' })] },
      { name: 'B', actions: [buildAction(change)] },
    )
  test.each<Refused>([
    [
      'an input that nobody puts out',
      acting(buildAction({ inputArtifacts: [{ name: 'Nothing' }] })),
      'InvalidActionDeclaration',
      'Input Artifact Bundle Nothing in action Build is not declared as Output Artifact Bundle in any of the preceding actions',
    ],
    [
      'an input of an action that runs at the same time',
      acting(buildAction(), deployAction()),
      'InvalidActionDeclaration',
      'Input Artifact Bundle BuildOutput',
    ],
    [
      'an output that is put out twice',
      acting(buildAction(), buildAction({ name: 'Again' })),
      'InvalidActionDeclaration',
      "'BuildOutput'",
    ],
    ['no artifact store', pipeline({ artifactStore: undefined }), 'InvalidStructure', 'artifactStore'],
    [
      'a region without a store',
      {
        ...acting(buildAction({ region: 'eu-west-1' })),
        artifactStore: undefined,
        artifactStores: { 'us-east-1': { type: 'S3', location: 'us-' } },
      },
      'InvalidStructure',
      "'eu-west-1'",
    ],
    [
      'a region called like what every object has',
      {
        ...acting(buildAction({ region: 'constructor' })),
        artifactStore: undefined,
        artifactStores: { 'us-east-1': { type: 'S3', location: 'us-' } },
      },
      'InvalidStructure',
      "'constructor'",
    ],
    ['one store for two regions', acting(buildAction({ region: 'eu-west-1' })), 'InvalidStructure', "'eu-west-1'"],
    [
      'a namespace that occurs twice',
      namespaced({ namespace: 'Src' }),
      'InvalidActionDeclaration',
      'Namespaces must be unique across the pipeline definition. The following occur more than once in the pipeline. StageName=[S], ActionName=[Source], Namespace=[Src], StageName=[B], ActionName=[Build], Namespace=[Src]',
    ],
    [
      'a reserved namespace',
      namespaced({ namespace: 'variables' }),
      'InvalidActionDeclaration',
      "'variables' is reserved",
    ],
    [
      'a namespace called like an artifact',
      namespaced({ namespace: 'SourceOutput' }),
      'InvalidActionDeclaration',
      "'SourceOutput'",
    ],
    [
      'a reference to no namespace',
      namespaced({ configuration: { ProjectName: '#{Nope.X}' } }),
      'InvalidActionDeclaration',
      'are referencing a namespace that does not exist. StageName=[B], ActionName=[Build], ActionConfigurationKey=[ProjectName], VariableReferenceText=[#{Nope.X}]',
    ],
    [
      'a reference to itself',
      namespaced({ namespace: 'Me', configuration: { ProjectName: '#{Me.X}' } }),
      'InvalidActionDeclaration',
      'does not run before',
    ],
    [
      'a reference without a key',
      namespaced({ configuration: { ProjectName: '#{Src}' } }),
      'InvalidActionDeclaration',
      'not a namespace and a key',
    ],
    [
      'an undeclared pipeline variable',
      namespaced({ configuration: { ProjectName: '#{variables.P}' } }),
      'InvalidActionDeclaration',
      'not declared',
    ],
    [
      'a pipeline variable in a source',
      {
        ...ofStages(
          {
            name: 'S',
            actions: [sourceAction({ configuration: { RepositoryName: 'r', BranchName: '#{variables.B}' } })],
          },
          build,
        ),
        variables: [{ name: 'B' }],
      },
      'InvalidActionDeclaration',
      'which source actions cannot use',
    ],
    ['two variables of one name', pipeline({ variables: [{ name: 'A' }, { name: 'A' }] }), 'InvalidStructure', "'A'"],
  ])('%s: refused', (_, given, code, message) => {
    expect(check(given)).toThrow(
      expect.objectContaining({ code: `${code}Exception`, message: expect.stringContaining(message) }),
    )
  })
})

describe('type, triggers and conditions', () => {
  const triggered = (gitConfiguration: object, change: Partial<PipelineDeclaration> = {}) => ({
    ...ofStages({ name: 'S', actions: [connection] }, build),
    triggers: [
      {
        providerType: 'CodeStarSourceConnection' as const,
        gitConfiguration: { sourceActionName: 'Source', ...gitConfiguration },
      },
    ],
    ...change,
  })
  const invalid =
    'The trigger configuration for the source action is not valid. Make sure to choose valid filter combinations.'
  const main = { includes: ['main'] }
  test.each<Refused>([
    [
      'variables in V1',
      pipeline({ pipelineType: 'V1', variables: [{ name: 'A' }] }),
      'InvalidStructure',
      'can only be used with V2 pipelines',
    ],
    ['QUEUED in V1', pipeline({ pipelineType: 'V1', executionMode: 'QUEUED' }), 'InvalidStructure', 'QUEUED'],
    [
      'a trigger on tags in V1',
      triggered({ push: [{ tags: { includes: ['v*'] } }] }, { pipelineType: 'V1' }),
      'InvalidStructure',
      'Triggers on tag can only be used with V2 pipelines',
    ],
    ['tags with branches', triggered({ push: [{ tags: main, branches: main }] }), 'InvalidStructure', invalid],
    ['file paths alone', triggered({ push: [{ filePaths: main }] }), 'InvalidStructure', invalid],
    ['no filter at all', triggered({}), 'InvalidStructure', invalid],
    [
      'a pull request without branches',
      triggered({ pullRequest: [{ events: ['OPEN'] }] }),
      'InvalidStructure',
      invalid,
    ],
    [
      'a pattern that cannot be read',
      triggered({ push: [{ branches: { includes: ['{a'] } }] }),
      'InvalidStructure',
      invalid,
    ],
    [
      'a trigger for no action',
      triggered({ sourceActionName: 'Other', push: [{ branches: main }] }),
      'InvalidStructure',
      "'Other'",
    ],
    [
      'a trigger for another provider',
      { ...triggered({ push: [{ branches: main }] }), stages: [source, build] },
      'InvalidStructure',
      'not CodeStarSourceConnection',
    ],
    [
      'ROLLBACK before entry',
      ofStages(source, { ...build, beforeEntry: conditions('ROLLBACK') }),
      'InvalidStageDeclaration',
      'ROLLBACK',
    ],
    [
      'SKIP that hangs on an alarm',
      ofStages(source, { ...build, beforeEntry: conditions('SKIP', 'CloudWatchAlarm') }),
      'InvalidStageDeclaration',
      'SKIP',
    ],
    [
      'RETRY with conditions',
      ofStages(source, { ...build, onFailure: { result: 'RETRY', ...conditions('ROLLBACK') } }),
      'InvalidStageDeclaration',
      'RETRY',
    ],
    [
      'rollback in PARALLEL',
      { ...ofStages(source, { ...build, onFailure: { result: 'ROLLBACK' } }), executionMode: 'PARALLEL' },
      'InvalidStructure',
      'PARALLEL',
    ],
    [
      'rollback of the source',
      ofStages({ ...source, onFailure: { result: 'ROLLBACK' } }, build),
      'InvalidStageDeclaration',
      'source stage',
    ],
    [
      'a rule of no provider',
      ofStages(source, { ...build, onSuccess: conditions('FAIL', 'constructor') }),
      'InvalidStageDeclaration',
      "'constructor'",
    ],
  ])('%s: refused', (_, given, code, message) => {
    expect(check(given)).toThrow(
      expect.objectContaining({ code: `${code}Exception`, message: expect.stringContaining(message) }),
    )
  })
})
