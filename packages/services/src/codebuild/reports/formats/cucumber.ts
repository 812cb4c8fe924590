import { type Json, object, objects, readReportJson, text } from '../json.ts'
import { message, ReportProblem, type TestCase } from '../report.ts'

/** Cucumber's JSON: a list of features. Each scenario is a test; a background is none of its own. */
export function cucumber(source: string): TestCase[] {
  const features = readReportJson(source)
  if (!Array.isArray(features)) throw new ReportProblem('Expected a list of features')
  return objects(features).flatMap((feature) =>
    objects(feature.elements)
      .filter(({ type }) => type !== 'background')
      .map((scenario) => ({ ...testOf(scenario), suite: text(feature.name), prefix: text(feature.uri) })),
  )
}

function testOf(scenario: Json): TestCase {
  const parts = [...objects(scenario.before), ...objects(scenario.steps), ...objects(scenario.after)]
  const results = parts.map(({ result }) => object(result))
  const failed = results.find(({ status }) => status === 'failed')
  return {
    name: text(scenario.name) ?? '',
    status: statusOf(new Set(results.map(({ status }) => text(status)))),
    // Nanoseconds (documented by Cucumber).
    durationNanos: results.reduce((sum, { duration }) => sum + nanos(duration), 0),
    message: message(text(failed?.error_message)),
  }
}

/** The worst of its steps. A step that nobody has written yet leaves open what the test would say. */
function statusOf(steps: Set<string | undefined>): TestCase['status'] {
  if (steps.has('failed')) return 'FAILED'
  if (steps.has('undefined') || steps.has('ambiguous') || steps.size === 0) return 'UNKNOWN'
  if (steps.has('pending') || steps.has('skipped')) return 'SKIPPED'
  return steps.size === 1 && steps.has('passed') ? 'SUCCEEDED' : 'UNKNOWN'
}

const nanos = (value: unknown) =>
  typeof value === 'number' && value > 0 && Number.isFinite(value) ? Math.round(value) : 0
