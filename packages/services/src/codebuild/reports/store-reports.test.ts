import {
  BatchGetReportsCommand,
  CreateReportGroupCommand,
  DeleteReportCommand,
  DeleteReportGroupCommand,
  DescribeCodeCoveragesCommand,
  DescribeTestCasesCommand,
  type DescribeTestCasesInput,
  GetReportGroupTrendCommand,
  ListReportGroupsCommand,
  ListReportsCommand,
  ListReportsForReportGroupCommand,
} from '@aws-sdk/client-codebuild'
import { ServiceError } from '@towpath/base'
import { expect, test } from 'vitest'
import type { ReportFormat } from '../buildspec/buildspec.ts'
import { type CodebuildServer, codebuildServer } from '../testing.ts'
import { reportChores } from './chores.ts'
import type { ReportedBuild, ReportFiles } from './report-files.ts'
import { reportStore } from './store-reports.ts'

const ARN = 'arn:aws:codebuild:us-east-1:123456789012'
const GROUP = `${ARN}:report-group/web-unit`
const BUILD = 'web:00000000-0000-4000-8000-000000000001'
const DAY = 86_400_000

interface Put {
  Bucket: string
  Key: string
  Body: Uint8Array
}

/** A build whose role may do anything, and what it put into S3. */
function aBuild(change: Partial<ReportedBuild['role']> & { buildId?: string } = {}) {
  const puts: Put[] = []
  const call = async <Output>(_service: string, _operation: string, input: object) => {
    puts.push(input as Put)
    return {} as Output
  }
  const role = { may: async () => true, call, ...change }
  const place = { account: '123456789012', region: 'us-east-1' }
  const build: ReportedBuild = { ...place, projectName: 'web', buildId: change.buildId ?? BUILD, role }
  return { build, puts }
}

const file = (path: string, text: string) => ({ path, size: text.length, read: async () => Buffer.from(text) })
const junit = (...cases: string[]) => file('out/junit.xml', `<testsuite name="s">${cases.join('')}</testsuite>`)
const good = (name: string) => `<testcase name="${name}" classname="C" time="0.5"/>`
const bad = (name: string) => `<testcase name="${name}"><failure message="no"/></testcase>`
const unit = (...files: ReportFiles['files']): ReportFiles => ({ group: 'unit', format: 'JUNITXML', files })
const keep = (server: CodebuildServer, build: ReportedBuild, now: number, ...reports: ReportFiles[]) =>
  reportStore({ store: server.store, clock: { now: () => now } })(build, reports)
const read = async (server: CodebuildServer, ...reportArns: string[]) =>
  (await server.build.send(new BatchGetReportsCommand({ reportArns }))).reports ?? []
const cases = async (server: CodebuildServer, input: DescribeTestCasesInput) =>
  (await server.build.send(new DescribeTestCasesCommand(input))).testCases?.map(({ name }) => name)

test('a report of tests is kept in a group of its own, and its tests can be searched', async () => {
  await using server = await codebuildServer()
  const report = unit(
    junit(good('adds'), bad('divides')),
    file('out/more.xml', `<testsuite>${good('sings')}</testsuite>`),
  )

  const { reportArns, notes } = await keep(server, aBuild().build, 1000, report)

  expect(notes).toEqual([])
  const [arn = ''] = reportArns
  expect(arn).toMatch(/:report\/web-unit:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(await read(server, arn)).toEqual([
    {
      arn,
      type: 'TEST',
      name: 'unit',
      reportGroupArn: GROUP,
      executionId: `${ARN}:build/${BUILD}`,
      status: 'FAILED',
      created: new Date(1000),
      expired: new Date(1000 + 30 * DAY),
      exportConfig: { exportConfigType: 'NO_EXPORT' },
      truncated: false,
      testSummary: {
        total: 3,
        statusCounts: { SUCCEEDED: 2, FAILED: 1, ERROR: 0, SKIPPED: 0, UNKNOWN: 0 },
        durationInNanoSeconds: 1_000_000_000,
      },
    },
  ])
  const { testCases = [] } = await server.build.send(new DescribeTestCasesCommand({ reportArn: arn }))
  expect(testCases[0]).toMatchObject({
    reportArn: arn,
    testRawDataPath: 'out/junit.xml',
    testSuiteName: 's',
    name: 'divides',
    status: 'FAILED',
    message: 'no',
  })
  expect(await cases(server, { reportArn: arn, filter: { status: 'SUCCEEDED' } })).toEqual(['adds', 'sings'])
  expect(await cases(server, { reportArn: arn, filter: { keyword: 'ADD' } })).toEqual(['adds'])
  expect(await cases(server, { reportArn: arn, maxResults: 1 })).toEqual(['divides'])
})

test('a report that is kept again stands in place of the first', async () => {
  await using server = await codebuildServer()
  const { build } = aBuild()

  const first = await keep(server, build, 1000, unit(junit(bad('a'), bad('b'))))
  const second = await keep(server, build, 2000, unit(junit(good('a'))))

  expect(second.reportArns).toEqual(first.reportArns)
  const [reportArn = ''] = first.reportArns
  expect(await cases(server, { reportArn })).toEqual(['a'])
  expect(await read(server, reportArn)).toMatchObject([{ status: 'SUCCEEDED', created: new Date(1000) }])
})

test('coverage is listed by path or percentage, and between bounds', async () => {
  await using server = await codebuildServer()
  const lines = (hits: number[]) => hits.map((hit, at) => `<line number="${at}" hits="${hit}"/>`).join('')
  const xml = `<coverage><class filename="b.py"><lines>${lines([1, 1, 1, 0])}</lines></class><class filename="a.py"><lines>${lines([1, 0])}</lines></class></coverage>`
  const report: ReportFiles = { group: 'cover', format: 'COBERTURAXML', files: [file('c.xml', xml)] }

  const { reportArns } = await keep(server, aBuild().build, 1000, report)

  const [reportArn = ''] = reportArns
  const paths = async (change: object) =>
    (await server.build.send(new DescribeCodeCoveragesCommand({ reportArn, ...change }))).codeCoverages?.map(
      ({ filePath, lineCoveragePercentage }) => [filePath, lineCoveragePercentage],
    )
  expect(await paths({})).toEqual([
    ['a.py', 50],
    ['b.py', 75],
  ])
  expect(await paths({ sortBy: 'LINE_COVERAGE_PERCENTAGE', sortOrder: 'DESCENDING', maxResults: 1 })).toEqual([
    ['b.py', 75],
  ])
  expect(await paths({ minLineCoveragePercentage: 60 })).toEqual([['b.py', 75]])
  expect(await read(server, reportArn)).toMatchObject([
    { status: 'SUCCEEDED', type: 'CODE_COVERAGE', codeCoverageSummary: { linesCovered: 4, linesMissed: 2 } },
  ])
})

test.each<[string, ReportFiles['files'], RegExp]>([
  ['without files', [], /no report files/],
  [
    'with a file that is no report',
    [junit(good('a')), file('x.xml', 'x')],
    /x\.xml is not a report of format JUNITXML/,
  ],
  ['with a file that is too large', [{ ...junit(), size: 2 ** 30 }], /too large/],
  [
    'with a file that cannot be read',
    [{ ...junit(), read: () => Promise.reject(new Error('gone')) }],
    /cannot be read/,
  ],
  [
    'with a file that grew meanwhile',
    [{ ...junit(), read: async () => new Uint8Array(21 * 2 ** 20) }],
    /cannot be read/,
  ],
])('a report %s is INCOMPLETE, and says why', async (_what, files, why) => {
  await using server = await codebuildServer()

  const { reportArns, notes } = await keep(server, aBuild().build, 1000, unit(...files))

  expect(notes).toEqual([expect.stringMatching(why)])
  expect(await read(server, ...reportArns)).toMatchObject([{ status: 'INCOMPLETE' }])
})

test.each<[string, string, ReportFormat, RegExp]>([
  ['of another region', 'arn:aws:codebuild:eu-west-1:123456789012:report-group/x', 'JUNITXML', /account and region/],
  ['that is not there', `${ARN}:report-group/gone`, 'JUNITXML', /no such group/],
  ['of another type', GROUP, 'CLOVERXML', /no reports of format CLOVERXML/],
])('files for a group %s make no report', async (_what, group, format, why) => {
  await using server = await codebuildServer()
  const exportConfig = { exportConfigType: 'NO_EXPORT' } as const
  await server.build.send(new CreateReportGroupCommand({ name: 'web-unit', type: 'TEST', exportConfig }))

  const { reportArns, notes } = await keep(server, aBuild().build, 1000, { group, format, files: [junit()] })

  expect(reportArns).toEqual([])
  expect(notes).toEqual([expect.stringMatching(why)])
})

test.each(['codebuild:CreateReport', 'codebuild:CreateReportGroup'])(
  'without %s a build makes neither report nor group',
  async (denied) => {
    await using server = await codebuildServer()
    const { build } = aBuild({ may: async (action, resource) => !(action === denied && resource === GROUP) })

    const { reportArns, notes } = await keep(server, build, 1000, unit(junit()))

    expect(reportArns).toEqual([])
    expect(notes).toEqual([expect.stringContaining(`not authorized to perform: ${denied} on resource: ${GROUP}`)])
    const { reportGroups } = await server.build.send(new ListReportGroupsCommand({}))
    expect(reportGroups).toEqual([])
  },
)

test.each([
  ['NONE', /^raw\/web-unit\/[0-9a-f-]{36}\/out\/junit\.xml$/, '<testsuite'],
  ['ZIP', /^raw\/web-unit\/[0-9a-f-]{36}\.zip$/, 'PK'],
] as const)('raw files are exported with packaging %s', async (packaging, key, begin) => {
  await using server = await codebuildServer()
  const s3Destination = { bucket: 'results', path: '/raw/', packaging }
  const exportConfig = { exportConfigType: 'S3', s3Destination } as const
  await server.build.send(new CreateReportGroupCommand({ name: 'web-unit', type: 'TEST', exportConfig }))
  const { build, puts } = aBuild()

  await keep(server, build, 1000, unit(junit(good('a'))))

  expect(puts).toMatchObject([{ Bucket: 'results', Key: expect.stringMatching(key) }])
  expect(Buffer.from(puts[0]?.Body ?? []).toString('latin1')).toMatch(new RegExp(`^${begin}`))
})

test('a report that cannot be exported is kept nevertheless', async () => {
  await using server = await codebuildServer()
  const exportConfig = { exportConfigType: 'S3', s3Destination: { bucket: 'gone' } } as const
  await server.build.send(new CreateReportGroupCommand({ name: 'web-unit', type: 'TEST', exportConfig }))
  const { build } = aBuild({ call: () => Promise.reject(new ServiceError('NoSuchBucket', 'It is not there')) })

  const { reportArns, notes } = await keep(server, build, 1000, unit(junit(good('a'))))

  expect(notes).toEqual([expect.stringContaining('NoSuchBucket')])
  expect(await read(server, ...reportArns)).toMatchObject([{ status: 'INCOMPLETE', testSummary: { total: 1 } }])
})

test('reports are listed newest first, of all groups or one, and by status', async () => {
  await using server = await codebuildServer()
  const arns: string[] = []
  for (const [at, one] of [good('a'), bad('a'), good('a')].entries()) {
    const { build } = aBuild({ buildId: BUILD.replace(/1$/, String(at)) })
    arns.push(...(await keep(server, build, 1000 + at, unit(junit(one)))).reportArns)
  }
  const other = (await keep(server, aBuild().build, 5000, { ...unit(junit()), group: 'other' })).reportArns

  const list = async (input: object) => (await server.build.send(new ListReportsCommand(input))).reports
  const ofGroup = async (input: object) =>
    (await server.build.send(new ListReportsForReportGroupCommand({ reportGroupArn: GROUP, ...input }))).reports
  expect(await list({})).toEqual([...other, ...arns.toReversed()])
  expect(await ofGroup({ sortOrder: 'ASCENDING' })).toEqual(arns)
  expect(await ofGroup({ filter: { status: 'FAILED' } })).toEqual([arns[1]])
  const first = await server.build.send(new ListReportsCommand({ maxResults: 3 }))
  expect(await list({ nextToken: first.nextToken })).toEqual([arns[0]])
})

test('a trend tells least, most and mean of the newest reports', async () => {
  await using server = await codebuildServer()
  for (const [at, tests] of [[bad('a'), bad('b')], [good('a'), bad('b')], [good('a')]].entries()) {
    await keep(server, aBuild({ buildId: BUILD.replace(/1$/, String(at)) }).build, 1000 + at, unit(junit(...tests)))
  }
  const trend = (change: object) =>
    server.build.send(new GetReportGroupTrendCommand({ reportGroupArn: GROUP, trendField: 'PASS_RATE', ...change }))

  expect((await trend({})).stats).toEqual({ average: '50', max: '100', min: '0' })
  expect(await trend({ numOfReports: 2 })).toMatchObject({
    stats: { average: '75' },
    rawData: [{ data: '100' }, { data: '50' }],
  })
  expect((await trend({ trendField: 'TOTAL' })).stats).toMatchObject({ max: '2', min: '1' })
  const wrong = trend({ trendField: 'LINE_COVERAGE' })
  await expect(wrong).rejects.toMatchObject({ name: 'InvalidInputException' })
})

test('what is deleted, or older than thirty days, is gone with all its tests', async () => {
  await using server = await codebuildServer()
  const { build } = aBuild()
  const [chore] = reportChores(server)
  const { reportArns } = await keep(server, build, 1000, unit(junit(good('a'))))
  const [arn = ''] = reportArns

  await chore?.lot(1000 + 30 * DAY - 1)
  expect(await read(server, arn)).toHaveLength(1)
  await chore?.lot(1000 + 30 * DAY)
  expect(await read(server, arn)).toEqual([])
  await expect(cases(server, { reportArn: arn })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })

  await keep(server, build, 1000, unit(junit(good('a'))))
  await server.build.send(new DeleteReportCommand({ arn }))
  await server.build.send(new DeleteReportCommand({ arn }))
  expect(await read(server, arn)).toEqual([])

  await keep(server, build, 1000, unit(junit(good('a'))))
  await server.build.send(new DeleteReportGroupCommand({ arn: GROUP, deleteReports: true }))
  expect(await read(server, arn)).toEqual([])
})

test('a text that is no ARN of a report is refused', async () => {
  await using server = await codebuildServer()

  await expect(cases(server, { reportArn: 'web' })).rejects.toMatchObject({ name: 'InvalidInputException' })
})
