import { ReportProblem } from './report.ts'

export type Json = Record<string, unknown>

/** The JSON in a text. Throws ReportProblem. */
export function readReportJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    throw new ReportProblem('The file is not JSON')
  }
}

/** A value as an object; an empty one when it is none. */
export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** The objects in a list; none when it is no list. */
export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : []
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
