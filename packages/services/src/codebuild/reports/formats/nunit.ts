import type { XmlNode } from '@towpath/wire/protocols/xml/parse.ts'
import { message, seconds, type TestCase } from '../report.ts'
import { child, descendants, readReportXml } from '../xml.ts'

const VERSION_2: Record<string, TestCase['status']> = {
  Success: 'SUCCEEDED',
  Failure: 'FAILED',
  Error: 'ERROR',
  NotRunnable: 'ERROR',
  Ignored: 'SKIPPED',
  Skipped: 'SKIPPED',
}

/** NUnit 2. Its older writers say `executed` and `success` where the newer ones say `result`. */
export function nunit(text: string): TestCase[] {
  return cases(readReportXml(text, 'test-results'), 'time', ({ attributes }) => {
    if (attributes.result !== undefined) return VERSION_2[attributes.result] ?? 'UNKNOWN'
    if (attributes.executed === 'False') return 'SKIPPED'
    return attributes.success === 'True' ? 'SUCCEEDED' : attributes.success === 'False' ? 'FAILED' : 'UNKNOWN'
  })
}

const VERSION_3: Record<string, TestCase['status']> = { Passed: 'SUCCEEDED', Failed: 'FAILED', Skipped: 'SKIPPED' }

export function nunit3(text: string): TestCase[] {
  return cases(readReportXml(text, 'test-run'), 'duration', ({ attributes }) => {
    if (attributes.result === 'Failed' && attributes.label === 'Error') return 'ERROR'
    return VERSION_3[attributes.result ?? ''] ?? 'UNKNOWN'
  })
}

function cases(root: XmlNode, time: string, statusOf: (test: XmlNode) => TestCase['status']): TestCase[] {
  return [...descendants(root, 'test-case')].map(([test, above]) => ({
    name: test.attributes.name ?? '',
    suite: above.findLast(({ name }) => name === 'test-suite')?.attributes.name,
    prefix: test.attributes.classname,
    status: statusOf(test),
    durationNanos: seconds(test.attributes[time]),
    message: message(child(child(test, 'failure'), 'message')?.text, child(child(test, 'reason'), 'message')?.text),
  }))
}
