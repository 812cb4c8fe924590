import { arnText, compileArnPattern } from '../arn-pattern.ts'
import type { Matcher } from './operators.ts'

/** ArnEquals and ArnLike do the same (documented): wildcards count, part by part. */
export function arnMatcher(expected: string, variables: boolean): Matcher | undefined {
  if (expected !== '*' && !expected.startsWith('arn:') && !expected.startsWith('${')) return undefined
  const matches = compileArnPattern(expected, variables)
  return (actual, values) => matches(arnText(actual), values)
}
