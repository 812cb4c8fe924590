import type { ComputePlatform } from '@aws-sdk/client-codedeploy'
import { describe, expect, test } from 'vitest'
import { checkSettings } from './check-deployment-group-settings.ts'
import { defaultSettings, type GivenSettings, mergeSettings } from './deployment-group-settings.ts'

const ROLE = 'arn:aws:iam::123456789012:role/service/CodeDeployRole'
const filter = { Key: 'Name', Value: 'web', Type: 'KEY_AND_VALUE' as const }
const balanced = {
  deploymentStyle: { deploymentType: 'BLUE_GREEN' as const, deploymentOption: 'WITH_TRAFFIC_CONTROL' as const },
  loadBalancerInfo: { targetGroupInfoList: [{ name: 'web' }] },
}
const ecs = { ecsServices: [{ clusterName: 'c', serviceName: 's' }] }

const settle = (platform: ComputePlatform, given: GivenSettings) =>
  checkSettings(platform, mergeSettings(platform, defaultSettings(platform, ROLE), given))

describe('merging', () => {
  const current = mergeSettings('Server', defaultSettings('Server', ROLE), {
    ec2TagFilters: [filter],
    onPremisesInstanceTagFilters: [filter],
    alarmConfiguration: { enabled: true, alarms: [{ name: 'high' }] },
    ...balanced,
  })

  test('what is left out, or there but undefined, stays', () => {
    expect(mergeSettings('Server', current, {})).toEqual(current)
    expect(mergeSettings('Server', current, { ec2TagFilters: undefined, serviceRoleArn: undefined })).toEqual(current)
  })

  test('what is there replaces the whole', () => {
    const merged = mergeSettings('Server', current, { alarmConfiguration: { enabled: false } })

    expect(merged.alarmConfiguration).toEqual({ enabled: false })
  })

  test('an empty list of filters clears filters and tag set', () => {
    const withSet = mergeSettings('Server', current, { ec2TagSet: { ec2TagSetList: [[filter]] } })

    expect(withSet).toMatchObject({ ec2TagFilters: [], ec2TagSet: { ec2TagSetList: [[filter]] } })
    const cleared = mergeSettings('Server', withSet, { ec2TagFilters: [] })
    expect(cleared.ec2TagFilters).toEqual([])
    expect(cleared.ec2TagSet).toBeUndefined()
    expect(cleared.onPremisesInstanceTagFilters).toEqual([filter])
  })

  test('an empty tag set clears, and an empty list beside a tag set does not', () => {
    expect(mergeSettings('Server', current, { ec2TagSet: { ec2TagSetList: [] } })).toMatchObject({ ec2TagFilters: [] })
    const both = mergeSettings('Server', current, { ec2TagFilters: [], ec2TagSet: { ec2TagSetList: [[filter]] } })
    expect(both.ec2TagSet).toEqual({ ec2TagSetList: [[filter]] })
  })

  test('a style that names one half has the default for the other', () => {
    const merged = mergeSettings('Server', current, { deploymentStyle: { deploymentType: 'IN_PLACE' } })

    expect(merged.deploymentStyle).toEqual({
      deploymentType: 'IN_PLACE',
      deploymentOption: 'WITHOUT_TRAFFIC_CONTROL',
    })
  })
})

test.each<[string, ComputePlatform, GivenSettings]>([
  ['nothing but the role', 'Server', {}],
  ['filters on both sides', 'Server', { ec2TagFilters: [filter], onPremisesInstanceTagFilters: [filter] }],
  ['the style of the tutorial', 'Server', { deploymentStyle: { deploymentType: 'IN_PLACE' } }],
  ['blue/green with a target group', 'Server', balanced],
  ['alarms that are not looked at', 'Server', { alarmConfiguration: { enabled: false, alarms: [] } }],
  ['an ECS service', 'ECS', ecs],
  ['Lambda', 'Lambda', {}],
])('settings are taken: %s', (_, platform, given) => {
  expect(settle(platform, given)).toMatchObject({ serviceRoleArn: ROLE })
})

const trigger = { triggerName: 't', triggerTargetArn: 'arn:aws:sns:us-east-1:123456789012:t' }
const blueGreen = (given: GivenSettings['blueGreenDeploymentConfiguration']): GivenSettings => ({
  ...balanced,
  blueGreenDeploymentConfiguration: given,
})

test.each<[string, string, GivenSettings, ComputePlatform?]>([
  [
    'filters and a tag set on the EC2 side',
    'InvalidEC2TagCombinationException',
    { ec2TagFilters: [filter], ec2TagSet: { ec2TagSetList: [[filter]] } },
  ],
  [
    'filters and a tag set on the on-premises side',
    'InvalidOnPremisesTagCombinationException',
    { onPremisesInstanceTagFilters: [filter], onPremisesTagSet: { onPremisesTagSetList: [[filter]] } },
  ],
  ['a bad on-premises filter', 'InvalidTagException', { onPremisesInstanceTagFilters: [{}] }],
  ['alarms enabled without any', 'InvalidAlarmConfigException', { alarmConfiguration: { enabled: true } }],
  [
    'an alarm given twice',
    'InvalidAlarmConfigException',
    { alarmConfiguration: { alarms: [{ name: 'a' }, { name: 'a' }] } },
  ],
  [
    'too many alarms',
    'AlarmsLimitExceededException',
    { alarmConfiguration: { alarms: Array.from({ length: 51 }, (_, n) => ({ name: `a${n}` })) } },
  ],
  ['rollback without events', 'InvalidAutoRollbackConfigException', { autoRollbackConfiguration: { enabled: true } }],
  [
    'rollback on an unknown event',
    'InvalidAutoRollbackConfigException',
    { autoRollbackConfiguration: { enabled: true, events: ['FULL_MOON' as 'DEPLOYMENT_FAILURE'] } },
  ],
  ['a trigger without events', 'InvalidTriggerConfigException', { triggerConfigurations: [trigger] }],
  [
    'a trigger that is no topic',
    'InvalidTriggerConfigException',
    { triggerConfigurations: [{ ...trigger, triggerTargetArn: ROLE, triggerEvents: ['DeploymentStart'] }] },
  ],
  [
    'a trigger on an unknown event',
    'InvalidTriggerConfigException',
    { triggerConfigurations: [{ ...trigger, triggerEvents: ['FullMoon' as 'DeploymentStart'] }] },
  ],
  [
    'eleven triggers',
    'TriggerTargetsLimitExceededException',
    { triggerConfigurations: Array.from({ length: 11 }, () => trigger) },
  ],
  [
    'traffic control without a balancer',
    'InvalidLoadBalancerInfoException',
    { deploymentStyle: balanced.deploymentStyle },
  ],
  ['a balancer without a name', 'InvalidLoadBalancerInfoException', { loadBalancerInfo: { elbInfoList: [{}] } }],
  [
    'a pair of one target group',
    'InvalidTargetGroupPairException',
    { loadBalancerInfo: { targetGroupPairInfoList: [{ targetGroups: [{ name: 'a' }] }] } },
  ],
  [
    'an unknown deployment type',
    'InvalidDeploymentStyleException',
    { deploymentStyle: { deploymentType: 'CANARY' as 'IN_PLACE' } },
  ],
  [
    'blue/green without traffic control',
    'InvalidDeploymentStyleException',
    { deploymentStyle: { deploymentType: 'BLUE_GREEN' } },
  ],
  [
    'blue/green on premises',
    'InvalidDeploymentStyleException',
    { ...balanced, onPremisesInstanceTagFilters: [filter] },
  ],
  [
    'in-place ECS',
    'InvalidDeploymentStyleException',
    { ...ecs, deploymentStyle: { deploymentType: 'IN_PLACE' } },
    'ECS',
  ],
  [
    'a wait beyond two days',
    'InvalidBlueGreenDeploymentConfigurationException',
    blueGreen({ terminateBlueInstancesOnDeploymentSuccess: { terminationWaitTimeInMinutes: 2881 } }),
  ],
  [
    'stopping without a wait',
    'InvalidBlueGreenDeploymentConfigurationException',
    blueGreen({ deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT' } }),
  ],
  [
    'copying no Auto Scaling group',
    'InvalidBlueGreenDeploymentConfigurationException',
    blueGreen({ greenFleetProvisioningOption: { action: 'COPY_AUTO_SCALING_GROUP' } }),
  ],
  [
    'an unknown action for blue',
    'InvalidBlueGreenDeploymentConfigurationException',
    blueGreen({ terminateBlueInstancesOnDeploymentSuccess: { action: 'PAINT' as 'TERMINATE' } }),
  ],
  ['an unknown strategy', 'InvalidInputException', { outdatedInstancesStrategy: 'HOPE' as 'UPDATE' }],
  ['an ECS service off ECS', 'InvalidInputException', ecs],
  ['ECS without a service', 'InvalidECSServiceException', {}, 'ECS'],
  ['ECS with instances', 'InvalidInputException', { ...ecs, ec2TagFilters: [filter] }, 'ECS'],
  ['ECS with an Auto Scaling group', 'InvalidAutoScalingGroupException', { ...ecs, autoScalingGroups: ['a'] }, 'ECS'],
  ['Lambda with instances', 'InvalidInputException', { ec2TagSet: { ec2TagSetList: [[filter]] } }, 'Lambda'],
  ['a role that is a user', 'InvalidRoleException', { serviceRoleArn: ROLE.replace(':role/', ':user/') }],
])('settings are refused: %s', (_, code, given, platform = 'Server') => {
  expect(() => settle(platform, given)).toThrow(expect.objectContaining({ code }))
})
