import type { XmlNode } from '@towpath/wire/protocols/xml/parse.ts'
import { message, seconds, type TestCase } from '../report.ts'
import { child, descendants, readReportXml } from '../xml.ts'

/** JUnit, as written by Maven Surefire, Gradle, pytest, Jest and many others. */
export function junit(text: string): TestCase[] {
  const root = readReportXml(text, 'testsuites', 'testsuite')
  return [...descendants(root, 'testcase')].map(([test, above]) => ({
    name: test.attributes.name ?? '',
    suite: above.findLast(({ name }) => name === 'testsuite')?.attributes.name,
    prefix: test.attributes.classname,
    durationNanos: seconds(test.attributes.time),
    ...outcome(test),
  }))
}

function outcome(test: XmlNode): Pick<TestCase, 'status' | 'message'> {
  const reasons = [
    ['error', 'ERROR'],
    ['failure', 'FAILED'],
    ['skipped', 'SKIPPED'],
  ] as const
  for (const [element, status] of reasons) {
    const reason = child(test, element)
    if (reason) return { status, message: message(reason.attributes.message, reason.text) }
  }
  return { status: 'SUCCEEDED' }
}
