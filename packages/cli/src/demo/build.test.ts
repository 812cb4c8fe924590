import type { EnvironmentVariable } from '@aws-sdk/client-codebuild'
import { expect, test } from 'vitest'
import { withRegistry } from './build.ts'

const plain = (name: string, value: string): EnvironmentVariable => ({ name, value, type: 'PLAINTEXT' })
const own = plain('COLOUR', 'red')
const names = (variables: EnvironmentVariable[]) => variables.map(({ name }) => name)

test('a project is told of the registry, and where its login is', () => {
  expect(withRegistry([own], '127.0.0.1:5500')).toEqual([
    own,
    plain('REGISTRY', '127.0.0.1:5500'),
    { name: 'REGISTRY_USER', value: '/sample-app/registry/user', type: 'PARAMETER_STORE' },
    { name: 'REGISTRY_PASSWORD', value: '/sample-app/registry/password', type: 'PARAMETER_STORE' },
  ])
})

test('a registry that moved, or is not run any more, is followed', () => {
  const before = withRegistry([own], '127.0.0.1:5500')

  expect(withRegistry(before, '127.0.0.1:5501')).toContainEqual(plain('REGISTRY', '127.0.0.1:5501'))
  expect(names(withRegistry(before, '127.0.0.1:5501'))).toEqual(names(before))
  expect(withRegistry(before, undefined)).toEqual([own])
})

test("a registry of the user's own stays", () => {
  const theirs = [own, plain('REGISTRY', 'registry.example:5000')]

  expect(withRegistry(theirs, '127.0.0.1:5500')).toEqual(theirs)
})
