/** How long to wait between two looks, in milliseconds. */
const PAUSE = 50

/**
 * Looks until `look` finds something (anything but undefined and false) and resolves with it. Rejects after `limit`
 * milliseconds with what `describe` says of the last state seen.
 */
export async function until<T>(
  title: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  options: { limit?: number; describe?: () => unknown } = {},
): Promise<T> {
  const { limit = 30_000 } = options
  const deadline = Date.now() + limit
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > deadline) {
      const seen = options.describe ? `; last seen: ${JSON.stringify(options.describe())}` : ''
      throw new Error(`Waited ${limit} ms in vain: ${title}${seen}`)
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
  }
}
