import { UsageError } from '@towpath/base'
import { expect, test } from 'vitest'
import { chooseSample, wantedSample } from './samples.ts'

const obstacle = 'no Docker Engine answers'

test.each([
  ['a container where a Docker Engine answers', {}, 'container'],
  ['a plain process where none does', { obstacle }, 'plain'],
  ['a plain process where that was asked for', { wanted: 'plain' }, 'plain'],
  ['a container where that was asked for', { wanted: 'container' }, 'container'],
  ['what is there already, whatever answers now', { present: 'plain' }, 'plain'],
  ['what is there already, whatever was asked for', { present: 'container', wanted: 'plain' }, 'container'],
  ['the containers that are there, even if no engine answers', { present: 'container', obstacle }, 'container'],
] as const)('the sample is %s', (_, given, sample) => {
  expect(chooseSample(given).sample).toBe(sample)
})

test.each([
  ['why it is no container', { obstacle }, /plain process, not as a container: no Docker Engine answers/],
  ['that what is there stays', { present: 'plain', wanted: 'container' }, /plain sample is deployed here and stays/],
  ['that its containers are out of reach', { present: 'container', obstacle }, /cannot be reached: no Docker Engine/],
] as const)('the user is told %s', (_, given, note) => {
  expect(chooseSample(given).note).toMatch(note)
})

test('nothing is said when everything is as usual', () => {
  for (const given of [{}, { wanted: 'plain' }, { present: 'plain' }, { present: 'container' }] as const) {
    expect(chooseSample(given).note).toBeUndefined()
  }
})

test('a container that was asked for and cannot be had is refused with the reason', () => {
  expect(() => chooseSample({ wanted: 'container', obstacle })).toThrow(
    new UsageError('The container sample cannot be deployed: no Docker Engine answers'),
  )
})

test('TOWPATH_SAMPLE knows two samples; anything else is quoted', () => {
  expect([wantedSample(undefined), wantedSample(''), wantedSample('plain'), wantedSample('container')]).toEqual([
    undefined,
    undefined,
    'plain',
    'container',
  ])
  expect(() => wantedSample('docker')).toThrow('TOWPATH_SAMPLE is "docker"; it can be plain or container')
})
