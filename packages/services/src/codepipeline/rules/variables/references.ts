/** One `#{namespace.key}` in a text. */
export interface Reference {
  /** As it stands in the text. */
  text: string
  /** Absent when what stands between the braces is not a namespace, a period and a key. */
  namespace?: string
  key?: string
}

// A reference ends at the first closing brace; names know no braces, periods or spaces.
const REFERENCE = /#\{[^{}]*\}/g
const NAMED = /^#\{([A-Za-z0-9@\-_]+)\.([A-Za-z0-9@\-_]+)\}$/

/** All references in a text, in order. A `#{` that is never closed is ordinary text. */
export function referencesIn(text: string): Reference[] {
  return [...text.matchAll(REFERENCE)].map(([whole]) => parse(whole))
}

export const hasReferences = (text: string): boolean => referencesIn(text).length > 0

/** The text with each reference replaced by its value. What is put in is not looked at again. */
export function replaceReferences(text: string, value: (reference: Reference) => string): string {
  return text.replace(REFERENCE, (whole) => value(parse(whole)))
}

function parse(text: string): Reference {
  const [, namespace, key] = NAMED.exec(text) ?? []
  return namespace === undefined || key === undefined ? { text } : { text, namespace, key }
}
