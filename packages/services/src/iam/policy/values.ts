/**
 * Values of the condition keys of one request. Keys of conditions are not case-sensitive, so they are kept in lower
 * case; a key without any value counts as absent, as IAM has it.
 */
export type Values = ReadonlyMap<string, readonly string[]>

/** One record of values over another: what comes later wins. */
export function requestValues(
  ...records: (Readonly<Record<string, string | readonly string[]>> | undefined)[]
): Values {
  const values = new Map<string, readonly string[]>()
  for (const record of records) {
    for (const key in record) {
      const value = record[key]
      if (value === undefined) continue
      const list = typeof value === 'string' ? [value] : value
      if (list.length > 0) values.set(key.toLowerCase(), list)
    }
  }
  return values
}
