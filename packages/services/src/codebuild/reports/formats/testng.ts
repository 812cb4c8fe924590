import { message, milliseconds, type TestCase } from '../report.ts'
import { child, descendants, readReportXml } from '../xml.ts'

const STATUS: Record<string, TestCase['status']> = { PASS: 'SUCCEEDED', FAIL: 'FAILED', SKIP: 'SKIPPED' }

/** TestNG. What only prepares tests (`is-config`) is no test. */
export function testng(text: string): TestCase[] {
  const methods = [...descendants(readReportXml(text, 'testng-results'), 'test-method')]
  return methods
    .filter(([{ attributes }]) => attributes['is-config'] !== 'true')
    .map(([method, above]) => ({
      name: method.attributes.name ?? '',
      suite: above.find(({ name }) => name === 'suite')?.attributes.name,
      prefix: above.findLast(({ name }) => name === 'class')?.attributes.name,
      status: STATUS[method.attributes.status ?? ''] ?? 'UNKNOWN',
      durationNanos: milliseconds(method.attributes['duration-ms']),
      message: message(
        child(child(method, 'exception'), 'message')?.text,
        child(child(method, 'exception'), 'full-stacktrace')?.text,
      ),
    }))
}
