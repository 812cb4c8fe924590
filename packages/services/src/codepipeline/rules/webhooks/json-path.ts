/** One step down: a member, an element, or (`all`) each of them. */
type Step = { member: string } | { element: number } | { all: true }

export type JsonPath = readonly Step[]

const STEP = /\.([\p{L}_][\p{L}\p{N}_-]*)|\.(\*)|\['([^'\\]+)'\]|\["([^"\\]+)"\]|\[(\d{1,9})\]|\[(\*)\]/uy

/**
 * A JsonPath as webhook filters have it: `$`, then members (`.ref`, `['full name']`), elements (`[0]`) and all of either
 * (`.*`, `[*]`). Undefined for everything else: what searches (`..`) or computes (`?()`) has no bound on its time.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined
  const steps: Step[] = []
  STEP.lastIndex = 1
  let at = 1
  while (at < text.length) {
    const match = STEP.exec(text)
    if (!match) return undefined
    steps.push(stepOf(match))
    at = STEP.lastIndex
  }
  return steps
}

function stepOf([, dotted, , single, double, index]: RegExpExecArray): Step {
  const member = dotted ?? single ?? double
  if (member !== undefined) return { member }
  return index === undefined ? { all: true } : { element: Number(index) }
}

/** The values that a path leads to. Each step goes one level down, so no part of the document is looked at twice. */
export function valuesAt(document: unknown, path: JsonPath): unknown[] {
  return path.reduce((values: unknown[], step) => values.flatMap((value) => below(value, step)), [document])
}

function below(value: unknown, step: Step): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if ('all' in step) return Object.values(value)
  const key = 'member' in step ? step.member : step.element
  const fits = Array.isArray(value) === 'element' in step
  return fits && Object.hasOwn(value, key) ? [(value as Record<string | number, unknown>)[key]] : []
}
