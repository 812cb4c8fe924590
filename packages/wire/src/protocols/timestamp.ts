import type { TimestampFormat } from '../schema/shape.ts'

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/i
/** `Tue, 29 Apr 2014 18:30:38 GMT`, fractions of a second allowed. */
const HTTP_DATE = /^[A-Z][a-z]{2}, (\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d)(\.\d{1,3})? GMT$/
const SECONDS = /^-?\d{1,14}(\.\d{1,9})?(e[+-]?\d{1,2})?$/i
const DATE_ONLY = /^\d{4}-\d\d-\d\d$/

export function writeTimestamp(value: Date, format: TimestampFormat): string {
  if (format === 'epoch-seconds') return String(value.getTime() / 1000)
  if (format === 'http-date') return value.toUTCString()
  return value.toISOString().replace('.000Z', 'Z')
}

/**
 * Reads any of the three formats, whichever the model asks for: clients differ, and services accept all of them.
 * A date without a zone is UTC. Undefined when it is none.
 */
export function readTimestamp(text: string): Date | undefined {
  const date = new Date(toMillis(text.trim()))
  return Number.isNaN(date.getTime()) ? undefined : date
}

function toMillis(text: string): number {
  if (SECONDS.test(text)) return Number(text) * 1000
  if (DATE_ONLY.test(text)) return Date.parse(text)
  if (DATE_TIME.test(text)) return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`)
  const http = HTTP_DATE.exec(text)
  return http ? Date.parse(`${http[1]}${http[2] ?? ''} GMT`) : Number.NaN
}
