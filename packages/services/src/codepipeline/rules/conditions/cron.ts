/** What a window's expression is held against: a minute as the clocks of its time zone show it. */
export interface LocalMinute {
  minute: number
  hour: number
  /** 1 to 31. */
  day: number
  /** 1 for January. */
  month: number
  year: number
}

/** Whether a minute is within what the expression names. */
export type Cron = (at: LocalMinute) => boolean

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/**
 * Reads an expression of a DeploymentWindow rule: minute, hour, day of month, month, day of week (1 is Sunday), and
 * perhaps a year; or the same behind a seconds field, which is `*` (documented). Throws a SyntaxError.
 */
export function parseCron(expression: string): Cron {
  const all = expression.trim().toUpperCase().split(/\s+/)
  const fields = all.length === 7 ? all.slice(1) : all
  if (fields.length < 5 || fields.length > 6 || all.length > 7) {
    throw new SyntaxError(`it has ${all.length} fields, not 6 or 7`)
  }
  if (all.length === 7 && all[0] !== '*') throw new SyntaxError(`its field of seconds is "${all[0]}", not *`)
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = '*'] = fields
  const parts = [
    numbers(minute, { from: 0, to: 59, of: (at) => at.minute }),
    numbers(hour, { from: 0, to: 23, of: (at) => at.hour }),
    dayOfMonth(day),
    numbers(month, { from: 1, to: 12, names: MONTHS, of: (at) => at.month }),
    dayOfWeek(weekday),
    numbers(year, { from: 1970, to: 2199, of: (at) => at.year }),
  ]
  return (at) => parts.every((matches) => matches(at))
}

interface Field {
  from: number
  to: number
  /** In place of the numbers from `from` on. */
  names?: string[]
  of(at: LocalMinute): number
}

/** A list of `*`, `a`, `a-b`, and any of them with `/step`. */
function numbers(text: string, field: Field): Cron {
  const ranges = text.split(',').map((part) => range(part, field))
  return (at) => {
    const value = field.of(at)
    return ranges.some(({ from, to, step }) =>
      // A range that ends before it begins goes round: FRI-MON.
      from <= to
        ? value >= from && value <= to && (value - from) % step === 0
        : (value >= from || value <= to) && step === 1,
    )
  }
}

function range(part: string, field: Field): { from: number; to: number; step: number } {
  const [, base = '', stepText] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? []
  const step = stepText === undefined ? 1 : Number(stepText)
  if (step < 1) throw new SyntaxError(`"${part}" steps by nothing`)
  if (base === '*' || base === '?') return { from: field.from, to: field.to, step }
  const [first = '', last, ...more] = base.split('-')
  if (more.length > 0) throw new SyntaxError(`"${part}" is not a range`)
  const from = number(first, field)
  const to = last === undefined ? (stepText === undefined ? from : field.to) : number(last, field)
  return { from, to, step }
}

function number(text: string, { from, to, names = [] }: Field): number {
  const named = names.indexOf(text)
  const value = named >= 0 ? named + from : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= from && value <= to)) throw new SyntaxError(`"${text}" is not within ${from} to ${to}`)
  return value
}

/** Besides numbers: `L` the last day, `LW` the last weekday, `15W` the weekday nearest to the 15th. */
function dayOfMonth(text: string): Cron {
  const [, nearest] = /^(\d{1,2}|L)W$/.exec(text) ?? []
  if (text === 'L') return (at) => at.day === lastDay(at)
  if (nearest !== undefined) {
    return (at) => at.day === nearestWeekday(at, nearest === 'L' ? lastDay(at) : Number(nearest))
  }
  return numbers(text, { from: 1, to: 31, of: (at) => at.day })
}

/** Besides numbers and names: `6L` the last Friday, `6#3` the third. */
function dayOfWeek(text: string): Cron {
  const field: Field = { from: 1, to: 7, names: DAYS, of: weekdayOf }
  const [, last] = /^(\w+)L$/.exec(text) ?? []
  if (text === 'L') return (at) => weekdayOf(at) === 7
  if (last !== undefined) {
    const wanted = number(last, field)
    return (at) => weekdayOf(at) === wanted && at.day + 7 > lastDay(at)
  }
  const [, day, nth] = /^(\w+)#([1-5])$/.exec(text) ?? []
  if (day !== undefined) {
    const wanted = number(day, field)
    return (at) => weekdayOf(at) === wanted && Math.ceil(at.day / 7) === Number(nth)
  }
  return numbers(text, field)
}

/** 1 for Sunday. */
const weekdayOf = ({ year, month, day }: Pick<LocalMinute, 'year' | 'month' | 'day'>): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1

const lastDay = ({ year, month }: LocalMinute): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** Monday to Friday, within the month. */
function nearestWeekday(at: LocalMinute, wanted: number): number {
  const last = lastDay(at)
  const day = Math.min(wanted, last)
  const weekday = weekdayOf({ ...at, day })
  if (weekday === 7) return day > 1 ? day - 1 : day + 2
  if (weekday === 1) return day < last ? day + 1 : day - 2
  return day
}
