const ISO =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[Tt](\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(Z|z|[+-]\d{2}(?::?[0-5]\d)?)?)?$/
const EPOCH_SECONDS = /^-?\d{1,15}$/

/**
 * Milliseconds since the epoch of an ISO 8601 date as the W3C profile has it (a year, a month, a day, a time with
 * minutes, seconds, fractions and zone), or of seconds since the epoch. Undefined when it is neither.
 */
export function parseDate(text: string): number | undefined {
  const iso = ISO.exec(text)
  // Four digits alone are a year; IAM reads every other number as seconds.
  if (!iso) return EPOCH_SECONDS.test(text) ? Number(text) * 1000 : undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = iso
  const millis = fraction.padEnd(3, '0').slice(0, 3)
  const base = Date.parse(`${year}-${month}-${day}T${hour.padStart(2, '0')}:${minute}:${second}.${millis}Z`)
  return Number.isNaN(base) ? undefined : base - zoneOffset(zone)
}

function zoneOffset(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', '') || '0')
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
