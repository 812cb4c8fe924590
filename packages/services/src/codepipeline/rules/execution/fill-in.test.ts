import { expect, test } from 'vitest'
import { artifactBucket, artifactLocations } from './artifact-locations.ts'
import { fillIn, findInputs } from './fill-in.ts'

const namespaces = { variables: { Tag: 'v1' } }

test('variables are filled in in configuration, commands and environment, each in its place', () => {
  const given = {
    configuration: { A: '#{variables.Tag}', B: 'plain' },
    commands: ['make', 'echo #{variables.Tag}'],
    environmentVariables: [
      { name: 'A', value: 'x-#{variables.Tag}' },
      { name: 'S', value: 'id', type: 'SECRETS_MANAGER' as const },
    ],
  }

  expect(fillIn(given, namespaces)).toEqual({
    texts: {
      configuration: { A: 'v1', B: 'plain' },
      commands: ['make', 'echo v1'],
      environmentVariables: [
        { name: 'A', value: 'x-v1', type: 'PLAINTEXT' },
        { name: 'S', value: 'id', type: 'SECRETS_MANAGER' },
      ],
    },
  })
})

test('a variable without a value, wherever it stands, is a mistake in the configuration', () => {
  expect(fillIn({ commands: ['echo #{Src.CommitId}'] }, namespaces)).toEqual({
    failure: { code: 'ConfigurationError', message: 'The following variables have no value: #{Src.CommitId}' },
  })
})

test('an input artifact that nobody has put out is a mistake that is named', () => {
  const source = { name: 'Src', bucket: 'b', key: 'k' }

  expect(findInputs(['Src'], [source])).toEqual({ inputs: [source] })
  expect(findInputs(['Src', 'Out'], [source])).toMatchObject({ failure: { message: expect.stringContaining("'Out'") } })
})

test('artifacts lie in a folder of their pipeline, under names that are cut short', () => {
  const ids = { random: (length: number) => 'x'.repeat(length) }
  const outputs = { outputArtifacts: [{ name: 'MyApplicationBundle' }, { name: 'Log' }] }

  expect(artifactLocations('production-web-service-east', outputs, 'b', ids)).toEqual([
    { name: 'MyApplicationBundle', bucket: 'b', key: 'production-web-servi/MyApplicat/xxxxxxx' },
    { name: 'Log', bucket: 'b', key: 'production-web-servi/Log/xxxxxxx' },
  ])
})

test('each region has its store, where there are several', () => {
  const store = (location: string) => ({ type: 'S3' as const, location })
  const artifactStores = { 'us-east-1': store('east'), 'eu-west-1': store('west') }

  expect(artifactBucket({ artifactStore: store('one') }, 'eu-west-1')).toBe('one')
  expect(artifactBucket({ artifactStores }, 'eu-west-1')).toBe('west')
  expect(artifactBucket({ artifactStores }, 'constructor')).toBeUndefined()
})
