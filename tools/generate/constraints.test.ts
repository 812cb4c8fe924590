import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Constraint, type Constraints, readConstraints } from '../../packages/wire/src/validation/constraints.ts'
import { javaPatternSource } from '../../packages/wire/src/validation/java-pattern.ts'
import { compile } from '../../packages/wire/src/validation/pattern.ts'
import { SERVICES } from './services.ts'

/** Patterns in which a repetition holds another, and why they are harmless all the same. */
const HARMLESS = new Set([
  // Each round begins with a slash, which the inner repetition cannot take.
  '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/',
  // Each round begins with a dash, which \w does not take.
  'arn:aws(-[\\w]+)*:iam::[0-9]{12}:role/.*',
  'arn:aws(-[\\w]+)*:(codestar-connections|codeconnections):.+:[0-9]{12}:host\\/.+',
  'arn:aws(-[\\w]+)*:.+:.+:[0-9]{12}:.+',
  'arn:aws(-[\\w]+)*:codepipeline:.+:[0-9]{12}:.+',
  'arn:aws(-[\\w]+)*:lambda:.+:[0-9]{12}:function:.+',
  // Each round ends with a dash, which the inner repetition cannot take.
  '^([a-z]+-)+\\d+$',
])

const services = SERVICES.map(({ room }) => ({ room, constraints: committed(room) }))

test.each(services)('every pattern of $room can be translated', ({ constraints }) => {
  for (const pattern of patternsOf(constraints)) expect(() => compile(pattern), pattern).not.toThrow()
})

test.each(services)('no pattern of $room can take exponential time', ({ constraints }) => {
  const risky = patternsOf(constraints).filter((pattern) => repeatsRepetition(pattern) && !HARMLESS.has(pattern))

  expect(risky).toEqual([])
})

test.each([
  ['(a+)+', true],
  ['((ab)*c)*', true],
  ['(a{2,})*', true],
  ['(a|b)+c*', false],
  ['([a+]x)+', false],
])('%s repeats a repetition: %s', (pattern, expected) => {
  expect(repeatsRepetition(pattern)).toBe(expected)
})

function committed(room: string): Constraints {
  const path = join(import.meta.dirname, '../../packages/services/src', room, 'constraints.gen.json')
  return readConstraints(JSON.parse(readFileSync(path, 'utf8')))
}

function patternsOf({ constraints }: Constraints): string[] {
  const of = ({ p, i, k, v }: Constraint): string[] => [
    ...(p === undefined ? [] : [p]),
    ...[i, k, v].flatMap((inner) => (inner ? of(inner) : [])),
  ]
  return constraints.flatMap(of)
}

/** Whether something repeated without end holds another such repetition: `(a+)+`. */
function repeatsRepetition(pattern: string): boolean {
  const bare = javaPatternSource(pattern)
    .replace(/\\[pPu]\{\w+\}|\\u[0-9A-Fa-f]{4}|\\./g, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
  const outer: boolean[] = []
  let repeats = false
  for (let at = 0; at < bare.length; at++) {
    const rest = bare.slice(at)
    if (rest.startsWith('(')) {
      outer.push(repeats)
      repeats = false
    } else if (rest.startsWith(')')) {
      const repeated = /^\)([*+]|\{\d+,\})/.test(rest)
      if (repeated && repeats) return true
      repeats = Boolean(outer.pop()) || repeats || repeated
    } else if (/^([*+]|\{\d+,\})/.test(rest)) {
      repeats = true
    }
  }
  return false
}
