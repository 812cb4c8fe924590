import { applies, grantBy, isAbout, type NamedPolicy, prepare, type Question } from './evaluate.ts'

/** What a statement did in a decision, for simulations. */
export interface Explanation {
  /** Names of the policies whose statements meant the question, allowing or denying; one for each statement. */
  matched: string[]
  /** Condition keys that statements about this action and resource ask for and the request does not have. */
  missingKeys: string[]
}

/** Says which statements had a part in a decision and what was not known when it was made. */
export function explain(question: Question, policies: readonly NamedPolicy[]): Explanation {
  const asked = prepare(question)
  const matched: string[] = []
  const missing = new Map<string, string>()
  for (const { name, policy } of policies) {
    for (const statement of policy.statements) {
      if (!isAbout(statement, asked)) continue
      for (const { key, spelling } of statement.conditions) if (!question.values.has(key)) missing.set(key, spelling)
      if (applies(statement, asked) && grantBy(statement, question.caller) !== 'none') matched.push(name)
    }
  }
  return { matched, missingKeys: [...missing.values()].sort() }
}
