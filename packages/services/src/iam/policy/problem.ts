/** Why a document is refused, in IAM's words. Thrown and caught within this folder. */
export class PolicyProblem extends Error {
  override readonly name = 'PolicyProblem'
}

export function syntaxError(): PolicyProblem {
  return new PolicyProblem('Syntax errors in policy.')
}

/** What IAM says when a value is of the right JSON type but not readable: a date, an ARN, an effect in lower case. */
export function legacyParsing(): PolicyProblem {
  return new PolicyProblem('The policy failed legacy parsing')
}
