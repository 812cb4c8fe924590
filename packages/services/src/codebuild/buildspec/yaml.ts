import { parseDocument, type YAMLError } from 'yaml'
import { BuildspecProblem } from './problem.ts'

/** Values of a buildspec before anyone asked what they mean: every scalar is the text as it stands in the file. */
export type Value = string | Value[] | { [key: string]: Value }

/** Longest buildspec that is read, in characters. */
const LONGEST = 1024 * 1024

/** Most nodes that aliases may come to, so that a short text cannot grow without end. */
const MOST_ALIASES = 100

/**
 * The mapping in a YAML 1.1 text (JSON is YAML, and CDK writes it). Scalars stay text, so that a variable `1.10` is not
 * made 1.1. Anchors and merge keys work, a key given twice counts as given last.
 */
export function readYaml(text: string): { [key: string]: Value } {
  if (text.length > LONGEST) throw new BuildspecProblem(`The buildspec is longer than ${LONGEST} characters`)
  // A byte order mark is no part of the text.
  const document = parseDocument(text.replace(/^\ufeff/, ''), {
    version: '1.1',
    schema: 'failsafe',
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
  })
  const [error] = document.errors
  if (error) throw new BuildspecProblem(problemOf(error))
  const value = plain(resolved(document))
  if (typeof value !== 'object' || Array.isArray(value)) throw new BuildspecProblem('The buildspec is not a mapping')
  return value
}

function resolved(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES })
  } catch (error) {
    throw new BuildspecProblem(error instanceof Error ? error.message : 'The aliases cannot be resolved')
  }
}

/**
 * Own properties only and nothing but text, lists and mappings, whatever tags the text wears. `around`: the lists and
 * mappings that `value` stands in; an alias to one of them has no end.
 */
function plain(value: unknown, around: ReadonlySet<object> = new Set()): Value {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  if (around.has(value)) throw new BuildspecProblem('An alias stands for something that it is itself part of')
  const within = new Set(around).add(value)
  if (Array.isArray(value)) return value.map((item) => plain(item, within))
  const out: { [key: string]: Value } = Object.create(null)
  for (const [key, item] of Object.entries(value)) out[key] = plain(item, within)
  return out
}

/** Lines count from 0, as in AWS's message (observed). */
function problemOf(error: YAMLError): string {
  const line = (error.linePos?.[0].line ?? 1) - 1
  return `${WORDS[error.code] ?? firstSentence(error.message)} at line ${line}`
}

/** Messages that users know from AWS. */
const WORDS: Record<string, string> = {
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  TAB_AS_INDENT: 'found character that cannot start any token',
}

function firstSentence(message: string): string {
  return message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message
}
