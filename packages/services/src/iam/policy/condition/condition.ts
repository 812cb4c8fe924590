import type { Values } from '../values.ts'
import { type Matcher, OPERATORS } from './operators.ts'

/** One key of a condition block, with all values that the policy lists for it. */
export interface Condition {
  /** In lower case. */
  key: string
  /** The key as the policy spells it. */
  spelling: string
  /** `ForAllValues:` and `ForAnyValue:`; without, a key is taken to have one value. */
  set?: 'all' | 'any'
  ifExists: boolean
  test: { kind: 'null'; absent: readonly boolean[] } | { kind: 'match'; negated: boolean; matchers: readonly Matcher[] }
}

export interface OperatorName {
  set?: 'all' | 'any'
  /** In lower case, without prefix and suffix. */
  base: string
  ifExists: boolean
}

/** Takes `ForAnyValue:StringLikeIfExists` apart; undefined when there is no such operator. Case does not count. */
export function parseOperator(name: string): OperatorName | undefined {
  const match = /^(?:(forallvalues|foranyvalue):)?([a-z]+?)(ifexists)?$/.exec(name.toLowerCase())
  if (!match?.[2]) return undefined
  const [, prefix, base, suffix] = match
  const ifExists = suffix !== undefined
  if (base === 'null' ? ifExists : !OPERATORS.has(base)) return undefined
  return { set: prefix === undefined ? undefined : prefix === 'forallvalues' ? 'all' : 'any', base, ifExists }
}

/** Prepares one key of a condition; undefined when a value is none of the operator's type. */
export function compileCondition(
  operator: OperatorName,
  spelling: string,
  expected: readonly string[],
  variables: boolean,
): Condition | undefined {
  const common = { key: spelling.toLowerCase(), spelling, set: operator.set, ifExists: operator.ifExists }
  if (operator.base === 'null') {
    const wanted = expected.map((text) => text.toLowerCase())
    if (!wanted.every((text) => text === 'true' || text === 'false')) return undefined
    return { ...common, test: { kind: 'null', absent: wanted.map((text) => text === 'true') } }
  }
  const known = OPERATORS.get(operator.base)
  if (!known) return undefined
  const matchers: Matcher[] = []
  for (const text of expected) {
    const matcher = known.matcher(text, variables)
    if (!matcher) return undefined
    matchers.push(matcher)
  }
  return { ...common, test: { kind: 'match', negated: known.negated, matchers } }
}

/** Whether the condition holds, within a statement of this effect. */
export function conditionHolds(condition: Condition, values: Values, effect: 'Allow' | 'Deny'): boolean {
  const actual = values.get(condition.key)
  const { test, set } = condition
  if (test.kind === 'null') return test.absent.includes(actual === undefined)
  if (actual === undefined) return condition.ifExists || (set === undefined ? test.negated : set === 'all')
  const fits = (value: string) => matchesOne(test.matchers, value, values, effect, test.negated) !== test.negated
  // A negated operator without a prefix means "none of them", as its name reads.
  return set === 'all' || (set === undefined && test.negated) ? actual.every(fits) : actual.some(fits)
}

/**
 * A variable that has no value equals nothing. Under a negated operator that alone would let a request through, so
 * there an Allow takes it as a match (and does not apply) while a Deny takes it as none (and applies).
 */
function matchesOne(
  matchers: readonly Matcher[],
  actual: string,
  values: Values,
  effect: 'Allow' | 'Deny',
  negated: boolean,
): boolean {
  let unresolved = false
  for (const matcher of matchers) {
    const result = matcher(actual, values)
    if (result) return true
    if (result === undefined) unresolved = true
  }
  return unresolved && negated && effect === 'Allow'
}
