import * as sdk from '@aws-sdk/client-codedeploy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codedeployServer } from '../testing.ts'

// Right in type, anything in content: what passes the protocol and meets the rules of this room.
const text = fc.oneof(
  fc.constantFrom('', 'web', 'live', '*', '../..', 'arn:aws:codedeploy:us-east-1:123456789012:application:web', 'a/b'),
  fc.string({ unit: 'binary', maxLength: 300 }),
)
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 12 })
const some = <T extends object>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(members, { requiredKeys: [] })
const number = fc.integer()
const tag = some({ Key: text, Value: text })
const filter = some({ Key: text, Value: text, Type: fc.oneof(text, fc.constant('KEY_ONLY')) })
const revision = some({
  revisionType: fc.oneof(text, fc.constantFrom('S3', 'GitHub', 'String', 'AppSpecContent')),
  s3Location: some({ bucket: text, key: text, bundleType: text, version: text, eTag: text }),
  gitHubLocation: some({ repository: text, commitId: text }),
  string: some({ content: text, sha256: text }),
  appSpecContent: some({ content: text, sha256: text }),
})
const settings = {
  serviceRoleArn: fc.oneof(text, fc.constant('arn:aws:iam::123456789012:role/CodeDeployRole')),
  deploymentConfigName: text,
  ec2TagFilters: few(filter),
  ec2TagSet: some({ ec2TagSetList: few(few(filter)) }),
  onPremisesInstanceTagFilters: few(filter),
  onPremisesTagSet: some({ onPremisesTagSetList: few(few(filter)) }),
  autoScalingGroups: few(text),
  triggerConfigurations: few(some({ triggerName: text, triggerTargetArn: text, triggerEvents: few(text) })),
  alarmConfiguration: some({ enabled: fc.boolean(), alarms: few(some({ name: text })) }),
  autoRollbackConfiguration: some({ enabled: fc.boolean(), events: few(text) }),
  outdatedInstancesStrategy: text,
  deploymentStyle: some({ deploymentType: text, deploymentOption: text }),
  blueGreenDeploymentConfiguration: some({
    deploymentReadyOption: some({ actionOnTimeout: text, waitTimeInMinutes: number }),
    terminateBlueInstancesOnDeploymentSuccess: some({ action: text, terminationWaitTimeInMinutes: number }),
  }),
  loadBalancerInfo: some({
    elbInfoList: few(some({ name: text })),
    targetGroupPairInfoList: few(
      some({ targetGroups: few(some({ name: text })), prodTrafficRoute: some({ listenerArns: few(text) }) }),
    ),
  }),
  ecsServices: few(some({ clusterName: text, serviceName: text })),
}
const calls: [string, fc.Arbitrary<object>][] = [
  ['CreateApplication', some({ applicationName: text, computePlatform: text, tags: few(tag) })],
  ['GetApplication', some({ applicationName: text })],
  ['BatchGetApplications', some({ applicationNames: few(text) })],
  ['UpdateApplication', some({ applicationName: text, newApplicationName: text })],
  [
    'ListApplications',
    some({
      nextToken: fc.oneof(
        text,
        text.map((token) => `tp1.${token}`),
      ),
    }),
  ],
  ['TagResource', some({ ResourceArn: text, Tags: few(tag) })],
  ['UntagResource', some({ ResourceArn: text, TagKeys: few(text) })],
  ['RegisterApplicationRevision', some({ applicationName: text, revision, description: text })],
  ['GetApplicationRevision', some({ applicationName: text, revision })],
  ['BatchGetApplicationRevisions', some({ applicationName: text, revisions: few(revision) })],
  [
    'ListApplicationRevisions',
    some({ applicationName: text, sortBy: text, sortOrder: text, s3Bucket: text, s3KeyPrefix: text, deployed: text }),
  ],
  ['CreateDeploymentGroup', some({ applicationName: text, deploymentGroupName: text, ...settings })],
  [
    'UpdateDeploymentGroup',
    some({ applicationName: text, currentDeploymentGroupName: text, newDeploymentGroupName: text, ...settings }),
  ],
  [
    'CreateDeploymentConfig',
    some({
      deploymentConfigName: text,
      computePlatform: text,
      minimumHealthyHosts: some({ type: text, value: number }),
      trafficRoutingConfig: some({
        type: fc.oneof(text, fc.constantFrom('TimeBasedCanary', 'TimeBasedLinear')),
        timeBasedLinear: some({ linearPercentage: number, linearInterval: number }),
      }),
      zonalConfig: some({ monitorDurationInSeconds: number }),
    }),
  ],
  ['RegisterOnPremisesInstance', some({ instanceName: text, iamUserArn: text, iamSessionArn: text })],
  ['AddTagsToOnPremisesInstances', some({ instanceNames: few(text), tags: few(tag) })],
  ['ListOnPremisesInstances', some({ registrationStatus: text, tagFilters: few(filter) })],
  ['DeleteGitHubAccountToken', some({ tokenName: text })],
]

test.each(calls)(
  '%s answers whatever it is sent with its own answer, never with a failure of ours',
  async (name, input) => {
    await using server = await codedeployServer()
    await server.deploy.send(new sdk.CreateApplicationCommand({ applicationName: 'web' }))
    const Command = (sdk as unknown as Record<string, new (input: object) => sdk.GetApplicationCommand>)[
      `${name}Command`
    ]
    if (!Command) throw new Error(`The client has no ${name}`)

    await fc.assert(
      fc.asyncProperty(input, async (sent) => {
        const answer = await server.deploy
          .send(new Command(sent))
          .catch((error: sdk.CodeDeployServiceException) => error)

        expect(answer.$metadata.httpStatusCode, JSON.stringify(sent)).toBeLessThan(500)
      }),
      { numRuns: 60 },
    )
    expect(server.logged).toEqual([])
  },
)
