import { compileActions } from './actions.ts'
import { compileArnPattern } from './arn-pattern.ts'
import { checkActionForm, checkActionsPresent } from './check-actions.ts'
import { checkPrincipalsPresent, compilePrincipals } from './check-principals.ts'
import { checkArnForm, checkArnsReadable, checkResourcesPresent } from './check-resources.ts'
import { type Condition, compileCondition, parseOperator } from './condition/condition.ts'
import type { Policy, PolicyKind, Statement } from './document.ts'
import { legacyParsing, PolicyProblem } from './problem.ts'
import { type RawDocument, type RawStatement, readDocument } from './raw-document.ts'

export interface ParseOptions {
  kind: PolicyKind
  /** Managed policies must be of version 2012-10-17; elsewhere 2008-10-17 (also meant by leaving it out) will do. */
  currentVersionOnly?: boolean
}

/**
 * Reads a policy document and refuses what IAM refuses, with IAM's reason.
 *
 * The order of the checks shows in which reason a document with several faults gets. It follows what is known of
 * IAM's answers: form, version, unreadable values, Sids, then the values of each statement, then what is missing.
 */
export function parsePolicy(text: string, options: ParseOptions): { policy: Policy } | { problem: string } {
  try {
    const raw = readDocument(text, options.kind)
    if (options.currentVersionOnly && raw.version !== '2012-10-17') {
      throw new PolicyProblem('Policy document must be version 2012-10-17 or greater.')
    }
    return { policy: compileDocument(raw, options.kind) }
  } catch (error) {
    if (error instanceof PolicyProblem) return { problem: error.message }
    throw error
  }
}

function compileDocument(raw: RawDocument, kind: PolicyKind): Policy {
  const variables = raw.version === '2012-10-17'
  const conditions = raw.statements.map((statement) => readable(statement, variables))
  checkSids(raw.statements)
  for (const statement of raw.statements) checkPrincipalsPresent(statement, kind)
  if (kind !== 'trust') for (const statement of raw.statements) checkArnForm(statement)
  for (const statement of raw.statements) checkActionForm(statement, kind)
  for (const statement of raw.statements) {
    checkActionsPresent(statement, kind)
    checkResourcesPresent(statement, kind)
  }
  const compile = (statement: RawStatement, index: number) =>
    compileStatement(statement, index, conditions[index] ?? [], variables)
  return { statements: raw.statements.map(compile) }
}

function readable(statement: RawStatement, variables: boolean): Condition[] {
  if (statement.effect !== 'Allow' && statement.effect !== 'Deny') throw legacyParsing()
  checkArnsReadable(statement)
  return statement.conditions.map(([name, key, values]) => {
    const operator = parseOperator(name)
    const condition = operator && compileCondition(operator, key, values, variables)
    if (!condition) throw legacyParsing()
    return condition
  })
}

function checkSids(statements: readonly RawStatement[]): void {
  const sids = statements.flatMap((statement) => (statement.sid ? [statement.sid] : []))
  if (new Set(sids).size < sids.length) {
    throw new PolicyProblem('Statement IDs (SID) in a single policy must be unique.')
  }
  if (sids.some((sid) => !/^[0-9A-Za-z]*$/.test(sid))) {
    const rule = 'Check that your input satisfies the regular expression [0-9A-Za-z]*'
    throw new PolicyProblem(`Statement IDs (SID) must be alpha-numeric. ${rule}`)
  }
}

function compileStatement(
  raw: RawStatement,
  index: number,
  conditions: readonly Condition[],
  variables: boolean,
): Statement {
  const resources = raw.resource ?? raw.notResource
  const principals = raw.principal ?? raw.notPrincipal
  return {
    effect: raw.effect === 'Deny' ? 'Deny' : 'Allow',
    sid: raw.sid || undefined,
    index,
    actions: { except: raw.action === undefined, set: compileActions(raw.action ?? raw.notAction ?? []) },
    resources: resources && {
      except: raw.resource === undefined,
      matchers: resources.map((resource) => compileArnPattern(resource, variables)),
    },
    principals: principals && { except: raw.principal === undefined, patterns: compilePrincipals(principals) },
    conditions,
  }
}
