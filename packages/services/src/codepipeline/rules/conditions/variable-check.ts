import { boundedMatch } from '@towpath/base'

/** How the value of a variable is held against the value of a rule, and how that is said when it does not hold. */
const OPERATORS: Record<string, { holds(value: string, wanted: string): boolean; said: string }> = {
  EQ: { holds: (value, wanted) => value === wanted, said: 'is not equal to' },
  NE: { holds: (value, wanted) => value !== wanted, said: 'is equal to' },
  CONTAINS: { holds: (value, wanted) => value.includes(wanted), said: 'does not contain' },
  MATCHES: { holds: matches, said: 'does not match' },
}

/**
 * Undefined when the check of a variable holds, else why not. Throws a SyntaxError for an operator or a regular expression
 * that is none, and for one that takes too long.
 */
export function variableProblem({ value, operator, wanted }: { value: string; operator: string; wanted: string }) {
  const known = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
  if (!known) throw new SyntaxError(`"${operator}" is not one of ${Object.keys(OPERATORS).join(', ')}`)
  return known.holds(value, wanted) ? undefined : `The value "${shown(value)}" ${known.said} "${shown(wanted)}".`
}

/** All of the value, as Java's `matches` has it. */
function matches(value: string, pattern: string): boolean {
  const found = boundedMatch(`^(?:${pattern})$`, value)
  if (found === undefined)
    throw new SyntaxError(`the regular expression "${shown(pattern)}" takes too long over the value`)
  return found
}

const shown = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text)
