import { parseJsonPath, valuesAt } from './json-path.ts'
import type { WebhookFilter } from './webhook.ts'

/**
 * Whether an event is one that a webhook waits for: all its filters hold. `configuration` is that of the target action,
 * from which `{Branch}` and the like are filled in (documented).
 */
export function matchesFilters(
  event: unknown,
  filters: readonly WebhookFilter[],
  configuration: Readonly<Record<string, string>>,
): boolean {
  return filters.every(({ jsonPath, matchEquals }) => {
    const path = parseJsonPath(jsonPath)
    const values = path ? valuesAt(event, path) : []
    if (matchEquals === undefined) return values.length > 0
    const expected = filledIn(matchEquals, configuration)
    return values.some((value) => isScalar(value) && String(value) === expected)
  })
}

/** What the action does not have stays as it is written. */
const filledIn = (text: string, configuration: Readonly<Record<string, string>>): string =>
  text.replace(/\{([A-Za-z0-9_-]+)\}/g, (written, key: string) =>
    Object.hasOwn(configuration, key) ? (configuration[key] ?? written) : written,
  )

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)
