import type { Values } from './values.ts'

/**
 * A text of a policy that may hold policy variables: `home/${aws:username}/*`, `${aws:PrincipalTag/team, 'none'}`.
 *
 * `text` is as written, so `*` and `?` in it are wildcards where the place allows them. `quoted` is never a wildcard:
 * it comes from `${*}`, `${?}` or `${$}`. What a variable stands for is quoted too, so no user name widens a policy.
 */
export type Segment =
  | { text: string }
  | { quoted: string }
  /** A variable: its key in lower case and as written. */
  | { key: string; spelling: string; fallback?: string }
export type Template = readonly Segment[]
export type FixedTemplate = readonly Exclude<Segment, { key: string }>[]

const VARIABLE = /\$\{([^}]*)\}/g
const KEY_AND_DEFAULT = /^\s*([^\s,'"]+)\s*(?:,\s*'([^']*)'\s*)?$/

/** Parses `text`. Documents of version 2008-10-17 know no variables: there all of it is `text`. */
export function parseTemplate(text: string, variables: boolean): Template {
  if (!variables || !text.includes('${')) return [{ text }]
  const segments: Segment[] = []
  let end = 0
  for (const match of text.matchAll(VARIABLE)) {
    const segment = variable(match[1] ?? '')
    if (!segment) continue
    if (match.index > end) segments.push({ text: text.slice(end, match.index) })
    segments.push(segment)
    end = match.index + match[0].length
  }
  if (end < text.length || segments.length === 0) segments.push({ text: text.slice(end) })
  return segments
}

function variable(inner: string): Segment | undefined {
  if (inner === '*' || inner === '?' || inner === '$') return { quoted: inner }
  const match = KEY_AND_DEFAULT.exec(inner)
  if (!match?.[1]) return undefined
  return { key: match[1].toLowerCase(), spelling: match[1], fallback: match[2] }
}

/** Whether it is the same for every request. */
export function isFixed(template: Template): template is FixedTemplate {
  return template.every((segment) => !('key' in segment))
}

/**
 * The template with the request's values in place of its variables; undefined when a variable has neither a single
 * value nor a default: nothing equals it then.
 */
export function resolve(template: Template, values: Values): FixedTemplate | undefined {
  const fixed: Exclude<Segment, { key: string }>[] = []
  for (const segment of template) {
    if (!('key' in segment)) {
      fixed.push(segment)
      continue
    }
    const value = values.get(segment.key)
    const text = value?.length === 1 ? value[0] : segment.fallback
    if (text === undefined) return undefined
    fixed.push({ quoted: text })
  }
  return fixed
}

/** The text itself, for places that know no wildcards. */
export function plainText(template: FixedTemplate): string {
  let out = ''
  for (const segment of template) out += 'text' in segment ? segment.text : segment.quoted
  return out
}
