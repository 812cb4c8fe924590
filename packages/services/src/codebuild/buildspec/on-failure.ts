import { isPattern } from '@towpath/base'
import type { OnFailure } from './buildspec.ts'
import { text } from './fields.ts'
import { BuildspecProblem } from './problem.ts'
import type { Value } from './yaml.ts'

/** How often RETRY runs a phase again unless it says so itself (documented). */
const RETRIES = 3
const MOST_RETRIES = 100
const LONGEST_PATTERN = 512

/** `ABORT`, `CONTINUE`, `RETRY`, `RETRY-<count>`, `RETRY-<regex>`, `RETRY-<count>-<regex>` (documented). */
export function readOnFailure(value: Value | undefined, path: string): OnFailure | undefined {
  const given = text(value, path)
  if (given === undefined) return undefined
  if (given === 'ABORT' || given === 'CONTINUE') return { type: given }
  const [, count, pattern] = /^RETRY(?:-(\d{1,3})(?=-|$))?(?:-([\s\S]+))?$/.exec(given) ?? []
  const attempts = count === undefined ? RETRIES : Number(count)
  if (!/^RETRY(-|$)/.test(given) || given.endsWith('RETRY-') || attempts > MOST_RETRIES) {
    throw new BuildspecProblem(
      `Invalid on-failure "${given}" at ${path}. Expecting: ABORT, CONTINUE, RETRY, RETRY-<count>, RETRY-<regex> or RETRY-<count>-<regex>, with a count of at most ${MOST_RETRIES}`,
    )
  }
  return pattern === undefined
    ? { type: 'RETRY', attempts }
    : { type: 'RETRY', attempts, pattern: checkPattern(pattern, path) }
}

function checkPattern(pattern: string, path: string): string {
  if (pattern.length > LONGEST_PATTERN) {
    throw new BuildspecProblem(`The pattern at ${path} is longer than ${LONGEST_PATTERN} characters`)
  }
  if (!isPattern(pattern)) {
    throw new BuildspecProblem(`The pattern "${pattern}" at ${path} is not a regular expression`)
  }
  return pattern
}
