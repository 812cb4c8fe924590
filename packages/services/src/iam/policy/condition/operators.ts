import type { Values } from '../values.ts'
import { arnMatcher } from './arn.ts'
import { ipAddressMatcher } from './ip-address.ts'
import { equalIgnoringCase, equalText, likeText } from './text.ts'
import { binaryMatcher, boolMatcher, dateMatcher, numericMatcher } from './values-of-type.ts'

/**
 * Holds one value of a request against one value of a policy. Undefined: the policy's value holds a variable that
 * the request has no value for.
 */
export type Matcher = (actual: string, values: Values) => boolean | undefined

/** Prepares a value of a policy; undefined when it is none of the operator's type. */
export type MatcherMaker = (expected: string, variables: boolean) => Matcher | undefined

/** A condition operator. A negated one holds when nothing matches; also when the request has no such key. */
export interface Operator {
  negated: boolean
  matcher: MatcherMaker
}

const is = (matcher: MatcherMaker): Operator => ({ negated: false, matcher })
const isNot = (matcher: MatcherMaker): Operator => ({ negated: true, matcher })

/** All operators but `Null`, by their name in lower case. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    StringEquals: is(equalText),
    StringNotEquals: isNot(equalText),
    StringEqualsIgnoreCase: is(equalIgnoringCase),
    StringNotEqualsIgnoreCase: isNot(equalIgnoringCase),
    StringLike: is(likeText),
    StringNotLike: isNot(likeText),
    NumericEquals: is(numericMatcher((a, b) => a === b)),
    NumericNotEquals: isNot(numericMatcher((a, b) => a === b)),
    NumericLessThan: is(numericMatcher((a, b) => a < b)),
    NumericLessThanEquals: is(numericMatcher((a, b) => a <= b)),
    NumericGreaterThan: is(numericMatcher((a, b) => a > b)),
    NumericGreaterThanEquals: is(numericMatcher((a, b) => a >= b)),
    DateEquals: is(dateMatcher((a, b) => a === b)),
    DateNotEquals: isNot(dateMatcher((a, b) => a === b)),
    DateLessThan: is(dateMatcher((a, b) => a < b)),
    DateLessThanEquals: is(dateMatcher((a, b) => a <= b)),
    DateGreaterThan: is(dateMatcher((a, b) => a > b)),
    DateGreaterThanEquals: is(dateMatcher((a, b) => a >= b)),
    Bool: is(boolMatcher),
    BinaryEquals: is(binaryMatcher),
    IpAddress: is(ipAddressMatcher),
    NotIpAddress: isNot(ipAddressMatcher),
    ArnEquals: is(arnMatcher),
    ArnNotEquals: isNot(arnMatcher),
    ArnLike: is(arnMatcher),
    ArnNotLike: isNot(arnMatcher),
  }).map(([name, operator]) => [name.toLowerCase(), operator]),
)
