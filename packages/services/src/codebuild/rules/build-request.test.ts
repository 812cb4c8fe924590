import { expect, test } from 'vitest'
import { aProject } from '../testing.ts'
import { settingsOfBuild } from './build-request.ts'
import { newSettings } from './project-settings.ts'

const {
  name: _,
  source,
  artifacts,
  environment,
  serviceRole,
} = aProject({
  environment: {
    type: 'LINUX_CONTAINER',
    image: 'one',
    computeType: 'BUILD_GENERAL1_SMALL',
    environmentVariables: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
  },
})
if (!source || !artifacts || !environment || !serviceRole) throw new Error('aProject gives all that is required')
const project = newSettings({ source, artifacts, environment, serviceRole })

test('a request without overrides starts what the project says', () => {
  expect(settingsOfBuild(project, {})).toEqual(project)
})

test('overrides stand in place of what they name, and everything else stays', () => {
  const settings = settingsOfBuild(project, {
    sourceVersion: 'v1',
    buildspecOverride: 'other.yml',
    imageOverride: 'two',
    privilegedModeOverride: true,
    timeoutInMinutesOverride: 5,
    cacheOverride: { type: 'LOCAL', modes: ['LOCAL_SOURCE_CACHE'] },
    environmentVariablesOverride: [
      { name: 'B', value: '3' },
      { name: 'C', value: '4' },
    ],
  })

  expect(settings).toEqual({
    ...project,
    sourceVersion: 'v1',
    source: { ...source, buildspec: 'other.yml' },
    timeoutInMinutes: 5,
    cache: { type: 'LOCAL', modes: ['LOCAL_SOURCE_CACHE'] },
    environment: {
      ...project.environment,
      image: 'two',
      privilegedMode: true,
      environmentVariables: [
        { name: 'A', value: '1', type: 'PLAINTEXT' },
        { name: 'B', value: '3' },
        { name: 'C', value: '4' },
      ],
    },
  })
})

test('an override that switches something off counts as given', () => {
  const reporting = { ...project, source: { ...source, reportBuildStatus: true } }

  expect(settingsOfBuild(reporting, { reportBuildStatusOverride: false }).source.reportBuildStatus).toBe(false)
})
