import { expect, test } from 'vitest'
import { matchesGlob } from './permissions.ts'
import { validateAppSpec } from './validate.ts'

const ids = (body: string) => validateAppSpec(`version: 0.0\nos: linux\n${body}`).findings.map(({ id }) => id)

test('a good appspec has no findings and is returned', () => {
  const { appspec, findings } = validateAppSpec('version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: a\n')

  expect(findings).toEqual([])
  expect(appspec?.hooks.AfterInstall).toHaveLength(1)
})

test('an invalid one is an error', () => {
  expect(validateAppSpec('version: 1').findings).toMatchObject([{ severity: 'error', id: 'appspec-invalid' }])
})

test('hooks that never run are warned about, with the name that was probably meant', () => {
  const { findings } = validateAppSpec('version: 0.0\nos: linux\nhooks:\n  BeforeInstal:\n    - location: a\n')

  expect(findings).toMatchObject([{ id: 'hook-unknown', message: expect.stringContaining('BeforeInstall') }])
  expect(ids('hooks: {Install: [{location: a}]}')).toEqual(['hook-never-runs'])
})

test('events of local deployments are known when they are named', () => {
  const text = 'version: 0.0\nos: linux\nhooks:\n  Custom:\n    - location: a\n'

  expect(validateAppSpec(text, { customEvents: ['Custom'] }).findings).toEqual([])
})

test('a mode with a leading zero that YAML turns into another mode is warned about', () => {
  expect(ids('permissions:\n  - object: /a\n    mode: 0644\n')).toEqual(['mode-octal'])
  expect(ids('permissions:\n  - object: /a\n    mode: "0644"\n')).toEqual([])
})

test.each([
  ['*', 'anything', true],
  ['*.sh', 'a.sh', true],
  ['*.sh', 'a.sh.bak', false],
  ['a*b*c', 'axxbyyc', true],
  ['a*b*c', 'ac', false],
  ['a*a', 'a', false],
  ['file', 'file', true],
  ['file', 'files', false],
  ['f.le', 'file', false],
])('%s and %s: %s', (pattern, name, matches) => {
  expect(matchesGlob(pattern, name)).toBe(matches)
})
