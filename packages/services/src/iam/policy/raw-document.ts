import { parseOperator } from './condition/condition.ts'
import type { PolicyKind } from './document.ts'
import { PolicyProblem, syntaxError } from './problem.ts'

/** A document whose JSON has the right form; what the values mean has not been looked at. */
export interface RawDocument {
  version?: string
  statements: RawStatement[]
}

export interface RawStatement {
  sid?: string
  effect: string
  action?: string[]
  notAction?: string[]
  resource?: string[]
  notResource?: string[]
  principal?: RawPrincipal
  notPrincipal?: RawPrincipal
  /** Operator, key, values. */
  conditions: [operator: string, key: string, values: string[]][]
}

/** `"*"`, or type and names: `AWS`, `Service`, `Federated`, `CanonicalUser`. */
export type RawPrincipal = '*' | [type: string, names: string[]][]

const STATEMENT_KEYS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
])

/** Reads the JSON. Throws PolicyProblem. */
export function readDocument(text: string, kind: PolicyKind): RawDocument {
  const document = object(parseJson(text, kind))
  const { Version: version, Id: id, Statement: statement } = document
  for (const key of Object.keys(document)) {
    if (!['Version', 'Id', 'Statement'].includes(key)) throw unknownField(key, kind)
  }
  if (id !== undefined && typeof id !== 'string') throw syntaxError()
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') throw syntaxError()
  const list = Array.isArray(statement) ? statement : [statement]
  if (list.length === 0) throw syntaxError()
  return { version, statements: list.map((entry) => readStatement(object(entry), kind)) }
}

function parseJson(text: string, kind: PolicyKind): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw kind === 'trust' ? new PolicyProblem('This policy contains invalid Json') : syntaxError()
  }
}

function readStatement(statement: Record<string, unknown>, kind: PolicyKind): RawStatement {
  for (const key of Object.keys(statement)) if (!STATEMENT_KEYS.has(key)) throw unknownField(key, kind)
  for (const name of ['Action', 'Resource', 'Principal']) {
    if (name in statement && `Not${name}` in statement) throw syntaxError()
  }
  const { Sid: sid, Effect: effect } = statement
  if (sid !== undefined && typeof sid !== 'string') throw syntaxError()
  if (effect === undefined && kind === 'trust') throw new PolicyProblem('Missing required field Effect')
  if (typeof effect !== 'string' || !/^(allow|deny)$/i.test(effect)) throw syntaxError()
  return {
    sid,
    effect,
    action: optional(statement.Action, texts),
    notAction: optional(statement.NotAction, texts),
    resource: optional(statement.Resource, texts),
    notResource: optional(statement.NotResource, texts),
    principal: optional(statement.Principal, readPrincipal),
    notPrincipal: optional(statement.NotPrincipal, readPrincipal),
    conditions: statement.Condition === undefined ? [] : readConditions(statement.Condition),
  }
}

function readPrincipal(value: unknown): RawPrincipal {
  if (value === '*') return '*'
  const entries = Object.entries(object(value))
  if (entries.length === 0) throw syntaxError()
  return entries.map(([type, names]) => [type, texts(names)])
}

function readConditions(value: unknown): RawStatement['conditions'] {
  const conditions: RawStatement['conditions'] = []
  for (const [operator, keys] of Object.entries(object(value))) {
    const entries = Object.entries(object(keys))
    // An operator without keys says nothing, so IAM does not even look whether it exists (observed).
    if (entries.length > 0 && !parseOperator(operator)) throw syntaxError()
    for (const [key, values] of entries) conditions.push([operator, key, scalars(values)])
  }
  return conditions
}

function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined ? undefined : read(value)
}

function texts(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.map((entry) => {
    if (typeof entry !== 'string') throw syntaxError()
    return entry
  })
}

function scalars(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.map((entry) => {
    if (typeof entry !== 'string' && typeof entry !== 'boolean' && typeof entry !== 'number') throw syntaxError()
    return String(entry)
  })
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw syntaxError()
  return value as Record<string, unknown>
}

function unknownField(key: string, kind: PolicyKind): PolicyProblem {
  return kind === 'trust' ? new PolicyProblem(`Unknown field ${key}`) : syntaxError()
}
