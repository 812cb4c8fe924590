import { message, type TestCase } from '../report.ts'
import { child, descendants, readReportXml } from '../xml.ts'

const STATUS: Record<string, TestCase['status']> = {
  Passed: 'SUCCEEDED',
  PassedButRunAborted: 'SUCCEEDED',
  Failed: 'FAILED',
  Error: 'ERROR',
  Timeout: 'ERROR',
  Aborted: 'ERROR',
  NotExecuted: 'SKIPPED',
  NotRunnable: 'SKIPPED',
}

/** Visual Studio's TRX. Class names stand apart from the results, by the id of the test. */
export function visualStudio(text: string): TestCase[] {
  const root = readReportXml(text, 'TestRun')
  const classes = new Map<string, string | undefined>()
  for (const [test] of descendants(root, 'UnitTest')) {
    classes.set(test.attributes.id ?? '', child(test, 'TestMethod')?.attributes.className)
  }
  return [...descendants(root, 'UnitTestResult')].map(([result]) => {
    const error = child(child(result, 'Output'), 'ErrorInfo')
    return {
      name: result.attributes.testName ?? '',
      suite: root.attributes.name,
      prefix: classes.get(result.attributes.testId ?? ''),
      status: STATUS[result.attributes.outcome ?? ''] ?? 'UNKNOWN',
      durationNanos: duration(result.attributes.duration),
      message: message(child(error, 'Message')?.text, child(error, 'StackTrace')?.text),
    }
  })
}

/** `00:01:02.3456789` */
function duration(text: string | undefined): number {
  const [, hours, minutes, seconds] = /^(\d{1,4}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)$/.exec(text ?? '') ?? []
  if (seconds === undefined) return 0
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000_000)
}
