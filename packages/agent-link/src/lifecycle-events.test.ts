import { describe, expect, test } from 'vitest'
import { HOST_EVENTS, inPlaceEvents, revisionChoice, SCRIPTABLE_EVENTS } from './lifecycle-events.ts'

const names = (events: { name: string }[]) => events.map((event) => event.name)

test('without a load balancer an in-place deployment has the seven events of the install', () => {
  expect(names(inPlaceEvents({ loadBalancer: false }))).toEqual([
    'ApplicationStop',
    'DownloadBundle',
    'BeforeInstall',
    'Install',
    'AfterInstall',
    'ApplicationStart',
    'ValidateService',
  ])
})

test('with a load balancer AfterAllowTraffic is the thirteenth event', () => {
  expect(names(inPlaceEvents({ loadBalancer: true })).indexOf('AfterAllowTraffic')).toBe(12)
})

test('hosts know eleven events, nine of which run scripts', () => {
  expect(HOST_EVENTS).toHaveLength(11)
  expect(SCRIPTABLE_EVENTS).toHaveLength(9)
})

describe('the scripts of an event come from', () => {
  const normal = { deploymentCreator: 'user', deploymentType: 'BLUE_GREEN' }
  const rollback = { deploymentCreator: 'codeDeployRollback', deploymentType: 'BLUE_GREEN' }

  test.each([
    ['BeforeBlockTraffic', 'last-successful', 'most-recent'],
    ['AfterBlockTraffic', 'last-successful', 'most-recent'],
    ['ApplicationStop', 'last-successful', 'last-successful'],
    ['BeforeInstall', 'current', 'current'],
    ['AfterInstall', 'current', 'current'],
    ['ApplicationStart', 'current', 'current'],
    ['ValidateService', 'current', 'current'],
    ['BeforeAllowTraffic', 'current', 'last-successful'],
    ['AfterAllowTraffic', 'current', 'last-successful'],
    ['Custom', 'current', 'current'],
  ])('%s: the %s revision, in a blue/green rollback the %s one', (event, normally, inRollback) => {
    expect(revisionChoice(event, normal)).toBe(normally)
    expect(revisionChoice(event, rollback)).toBe(inRollback)
    expect(revisionChoice(event, { ...rollback, deploymentType: 'IN_PLACE' })).toBe(normally)
  })
})
