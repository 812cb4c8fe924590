import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { REPORT_FORMATS, type ReportFormat } from '../buildspec/buildspec.ts'
import { REPORT_READERS } from './formats/index.ts'
import { type FileCoverage, LONGEST_MESSAGE, ReportProblem, type TestCase } from './report.ts'
import { coverageSummary, keptTestCases, MOST_TEST_CASES, percentage, testSummary } from './summary.ts'

const read = (format: ReportFormat, text: string) => REPORT_READERS[format].read(text)
const MILLISECOND = 1_000_000

const TESTS: [ReportFormat, string, Partial<TestCase>[]][] = [
  [
    'JUNITXML',
    `<?xml version="1.0"?><testsuites><testsuite name="web"><testcase name="a" classname="C" time="0.5"/>
     <testcase name="b" time="1,000.001"><failure message="expected 1 &amp; got 2">trace</failure></testcase>
     <testsuite name="inner"><testcase name="c"><error><![CDATA[ boom < ]]></error></testcase></testsuite>
     <testcase name="d"><skipped/></testcase></testsuite></testsuites>`,
    [
      { name: 'a', suite: 'web', prefix: 'C', status: 'SUCCEEDED', durationNanos: 500 * MILLISECOND },
      { name: 'b', status: 'FAILED', message: 'expected 1 & got 2', durationNanos: 1_000_001 * MILLISECOND },
      { name: 'c', suite: 'inner', status: 'ERROR', message: 'boom <' },
      { name: 'd', suite: 'web', status: 'SKIPPED' },
    ],
  ],
  [
    'NUNITXML',
    `<test-results><test-suite name="S"><results><test-case name="a" executed="True" success="True" time="0.1"/>
     <test-case name="b" executed="True" success="False"><failure><message>no</message></failure></test-case>
     <test-case name="c" executed="False"><reason><message>later</message></reason></test-case>
     <test-case name="d" result="Error"/><test-case name="e" result="Inconclusive"/></results></test-suite></test-results>`,
    [
      { name: 'a', suite: 'S', status: 'SUCCEEDED', durationNanos: 100 * MILLISECOND },
      { name: 'b', status: 'FAILED', message: 'no' },
      { name: 'c', status: 'SKIPPED', message: 'later' },
      { name: 'd', status: 'ERROR' },
      { name: 'e', status: 'UNKNOWN' },
    ],
  ],
  [
    'NUNIT3XML',
    `<test-run><test-suite name="S"><test-case name="a" classname="N.C" result="Passed" duration="0.25"/>
     <test-case name="b" result="Failed"><failure><message>no</message></failure></test-case>
     <test-case name="c" result="Failed" label="Error"/><test-case name="d" result="Skipped"/></test-suite></test-run>`,
    [
      { name: 'a', suite: 'S', prefix: 'N.C', status: 'SUCCEEDED', durationNanos: 250 * MILLISECOND },
      { name: 'b', status: 'FAILED', message: 'no' },
      { name: 'c', status: 'ERROR' },
      { name: 'd', status: 'SKIPPED' },
    ],
  ],
  [
    'TESTNGXML',
    `<testng-results><suite name="S"><test name="T"><class name="C">
     <test-method name="setUp" is-config="true" status="PASS"/><test-method name="a" status="PASS" duration-ms="12"/>
     <test-method name="b" status="FAIL"><exception class="E"><message>no</message></exception></test-method>
     </class></test></suite></testng-results>`,
    [
      { name: 'a', suite: 'S', prefix: 'C', status: 'SUCCEEDED', durationNanos: 12 * MILLISECOND },
      { name: 'b', status: 'FAILED', message: 'no' },
    ],
  ],
  [
    'VISUALSTUDIOTRX',
    `<TestRun name="R" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
     <UnitTestResult testId="1" testName="a" outcome="Passed" duration="00:01:02.5"/>
     <UnitTestResult testId="2" testName="b" outcome="Failed"><Output><ErrorInfo><Message>no</Message></ErrorInfo></Output></UnitTestResult>
     <UnitTestResult testId="3" testName="c" outcome="NotExecuted"/></Results>
     <TestDefinitions><UnitTest id="1"><TestMethod className="N.C"/></UnitTest></TestDefinitions></TestRun>`,
    [
      { name: 'a', suite: 'R', prefix: 'N.C', status: 'SUCCEEDED', durationNanos: 62_500 * MILLISECOND },
      { name: 'b', status: 'FAILED', message: 'no' },
      { name: 'c', status: 'SKIPPED' },
    ],
  ],
  [
    'CUCUMBERJSON',
    JSON.stringify([
      {
        name: 'F',
        uri: 'f.feature',
        elements: [
          { type: 'background', name: 'bg', steps: [] },
          {
            type: 'scenario',
            name: 'a',
            steps: [{ result: { status: 'passed', duration: 5 } }, { result: { status: 'passed', duration: 6 } }],
          },
          {
            type: 'scenario',
            name: 'b',
            steps: [{ result: { status: 'failed', error_message: 'no' } }, { result: { status: 'skipped' } }],
          },
          { type: 'scenario', name: 'c', steps: [{ result: { status: 'undefined' } }] },
          { type: 'scenario', name: 'd', steps: [{ result: { status: 'skipped' } }] },
        ],
      },
    ]),
    [
      { name: 'a', suite: 'F', prefix: 'f.feature', status: 'SUCCEEDED', durationNanos: 11 },
      { name: 'b', status: 'FAILED', message: 'no' },
      { name: 'c', status: 'UNKNOWN' },
      { name: 'd', status: 'SKIPPED' },
    ],
  ],
]

test.each(TESTS)('tests in %s are read', (format, text, expected) => {
  expect(read(format, text)).toMatchObject(expected)
  expect(read(format, text)).toHaveLength(expected.length)
})

const COVERAGE: [ReportFormat, string, FileCoverage[]][] = [
  [
    'CLOVERXML',
    `<coverage><project><package name="p"><file name="a.js" path="/src/a.js"><line num="1" type="stmt" count="2"/>
     <line num="2" type="cond" truecount="1" falsecount="0"/><line num="3" type="stmt" count="0"/></file></package></project></coverage>`,
    [{ path: '/src/a.js', linesCovered: 2, linesMissed: 1, branchesCovered: 1, branchesMissed: 1 }],
  ],
  [
    'COBERTURAXML',
    `<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
     <coverage><packages><package><classes><class filename="a.py"><methods><method><lines><line number="9" hits="1"/></lines></method></methods>
     <lines><line number="1" hits="1"/><line number="2" hits="0" branch="true" condition-coverage="50% (1/2)"/></lines></class>
     <class filename="a.py"><lines><line number="2" hits="4"/></lines></class></classes></package></packages></coverage>`,
    [{ path: 'a.py', linesCovered: 2, linesMissed: 0, branchesCovered: 1, branchesMissed: 1 }],
  ],
  [
    'JACOCOXML',
    `<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="r"><group name="g"><package name="com/x">
     <sourcefile name="A.java"><line nr="1"/><counter type="LINE" missed="1" covered="3"/><counter type="BRANCH" missed="2" covered="0"/></sourcefile>
     </package></group></report>`,
    [{ path: 'com/x/A.java', linesCovered: 3, linesMissed: 1, branchesCovered: 0, branchesMissed: 2 }],
  ],
  [
    'SIMPLECOV',
    JSON.stringify({
      RSpec: {
        coverage: {
          '/a.rb': { lines: [1, null, 0], branches: { '[:if, 0]': { '[:a]': 1, '[:b]': 0 } } },
          '/b.rb': [2],
        },
      },
    }),
    [
      { path: '/a.rb', linesCovered: 1, linesMissed: 1, branchesCovered: 1, branchesMissed: 1 },
      { path: '/b.rb', linesCovered: 1, linesMissed: 0, branchesCovered: 0, branchesMissed: 0 },
    ],
  ],
]

test.each(COVERAGE)('coverage in %s is read', (format, text, expected) => {
  expect(read(format, text)).toEqual(expected)
})

describe.each([...REPORT_FORMATS])('%s', (format) => {
  test('what is no such report is refused, whatever it is', () => {
    for (const text of [
      '',
      'x',
      '<a>',
      '<a/>',
      '{}',
      '5',
      'null',
      '<!DOCTYPE a [<!ENTITY b "c">]><testsuite>&b;</testsuite>',
    ]) {
      expect(() => read(format, text)).toThrow(ReportProblem)
    }
  })

  test('hostile text ends in a report or a refusal', () => {
    const piece = fc.constantFrom(
      '<testsuite>',
      '<testcase name="a">',
      '</testcase>',
      '<file',
      '&#0;',
      '[{"elements":',
      '[null]',
      '}',
      '"coverage":{"a":[',
      ']',
      '<!--',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => {
          try {
            expect(Array.isArray(read(format, text))).toBe(true)
          } catch (error) {
            expect(error).toBeInstanceOf(ReportProblem)
          }
        },
      ),
    )
  })
})

const tests = (count: number, status: TestCase['status']): TestCase[] =>
  Array.from({ length: count }, (_, at) => ({ name: `${status} ${at}`, status, durationNanos: 2 }))

test('a summary counts every test, and those that failed are kept first', () => {
  const all = [...tests(MOST_TEST_CASES, 'SUCCEEDED'), ...tests(2, 'FAILED'), ...tests(1, 'ERROR')]

  const { kept, truncated } = keptTestCases(all)

  expect(testSummary(all)).toEqual({
    total: 503,
    statusCounts: { SUCCEEDED: 500, FAILED: 2, ERROR: 1, SKIPPED: 0, UNKNOWN: 0 },
    durationInNanoSeconds: 1006,
  })
  expect(truncated).toBe(true)
  expect(kept).toHaveLength(MOST_TEST_CASES)
  expect(kept.slice(0, 4).map(({ name }) => name)).toEqual(['FAILED 0', 'FAILED 1', 'ERROR 0', 'SUCCEEDED 0'])
})

test('coverage is summed over all files', () => {
  const file = { path: 'a', linesCovered: 1, linesMissed: 2, branchesCovered: 0, branchesMissed: 0 }

  expect(coverageSummary([file, file])).toEqual({
    lineCoveragePercentage: 33.33,
    linesCovered: 2,
    linesMissed: 4,
    branchCoveragePercentage: 100,
    branchesCovered: 0,
    branchesMissed: 0,
  })
  expect(percentage(1, 3)).toBe(25)
})

test('long messages are cut', () => {
  const [long] = read(
    'JUNITXML',
    `<testsuite><testcase name="a"><failure>${'x'.repeat(9000)}</failure></testcase></testsuite>`,
  )

  expect(long).toHaveProperty('message.length', LONGEST_MESSAGE)
})

test('a report with more elements than a request may have is read', () => {
  const lines = Array.from({ length: 60_000 }, (_, at) => `<line number="${at}" hits="1"/>`).join('')

  const files = read('COBERTURAXML', `<coverage><class filename="a"><lines>${lines}</lines></class></coverage>`)

  expect(files).toMatchObject([{ linesCovered: 60_000 }])
})
