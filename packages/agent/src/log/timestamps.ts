/** `2025-06-01 14:03:09` in local time. */
export function localTimestamp(date: Date): string {
  return `${localDate(date)} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** `2025-06-01` in local time. */
export function localDate(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** `2025-06-01 14:03:09.042` in local time. */
export function localTimestampWithMilliseconds(date: Date): string {
  return `${localTimestamp(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** `2025-06-01T14:03:09+0200`. */
export function isoTimestamp(date: Date): string {
  const minutes = -date.getTimezoneOffset()
  const sign = minutes < 0 ? '-' : '+'
  const offset = `${sign}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`
  return `${localTimestamp(date).replace(' ', 'T')}${offset}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
