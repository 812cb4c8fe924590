const BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** Milliseconds since the epoch of `YYYYMMDDTHHMMSSZ`, or undefined when `text` names no moment in that form. */
export function parseTimestamp(text: string): number | undefined {
  const match = BASIC.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second] = match
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  // 31 February would silently become a day in March, and 24:00 midnight.
  return new Date(at).getUTCDate() === Number(day) ? at : undefined
}

/** `YYYYMMDDTHHMMSSZ` */
export function formatTimestamp(at: number): string {
  return isoSeconds(at).replaceAll(/[-:]/g, '')
}

/** `YYYY-MM-DDTHH:MM:SSZ`, as S3 writes times in its errors. */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** The moment of a `Date` header (`Mon, 09 Sep 2011 23:36:00 GMT`, or the basic form), or undefined. */
export function parseDateHeader(text: string): number | undefined {
  const basic = parseTimestamp(text)
  if (basic !== undefined) return basic
  if (!/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|UTC|\+0000)$/.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}
