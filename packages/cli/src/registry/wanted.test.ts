import { expect, test } from 'vitest'
import { isYes, registryWanted } from './wanted.ts'

test.each([
  ['is run where the machine can and nobody is there to be asked', { possible: true, terminal: false }, true],
  ['is offered on a terminal', { possible: true, terminal: true }, 'ask'],
  ['is not offered where there is none to run', { possible: false, terminal: true }, false],
  ['is run because it was before', { possible: true, terminal: true, remembered: true }, true],
  ['is not run because it was declined before', { possible: true, terminal: false, remembered: false }, false],
  [
    'is run when asked for, whatever was before',
    { possible: true, terminal: true, remembered: false, asked: true },
    true,
  ],
  ['is not run when declined now', { possible: true, terminal: false, remembered: true, asked: false }, false],
  ['is gone with its program, also when it ran before', { possible: false, terminal: true, remembered: true }, false],
] as const)('a registry %s', (_, question, expected) => {
  expect(registryWanted(question)).toBe(expected)
})

test('one that was asked for and cannot be had is refused with what to install', () => {
  expect(() => registryWanted({ possible: false, terminal: false, asked: true })).toThrow('install docker-registry')
})

test.each([
  ['', true],
  ['y', true],
  ['Yes', true],
  ['n', false],
  [' No', false],
])('%j is understood', (answer, yes) => {
  expect(isYes(answer)).toBe(yes)
})
