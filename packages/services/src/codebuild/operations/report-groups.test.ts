import {
  BatchGetReportGroupsCommand,
  CreateReportGroupCommand,
  type CreateReportGroupInput,
  DeleteReportGroupCommand,
  paginateListReportGroups,
  UpdateReportGroupCommand,
} from '@aws-sdk/client-codebuild'
import { expect, test } from 'vitest'
import { Reports } from '../state/reports.ts'
import { type CodebuildServer, codebuildServer } from '../testing.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const ARN = 'arn:aws:codebuild:us-east-1:123456789012:report-group/unit'
const UNIT: CreateReportGroupInput = { name: 'unit', type: 'TEST', exportConfig: { exportConfigType: 'NO_EXPORT' } }

const read = async (server: CodebuildServer) =>
  (await server.build.send(new BatchGetReportGroupsCommand({ reportGroupArns: [ARN] }))).reportGroups?.[0]

test('a report group that was created can be read, changed and deleted', async () => {
  await using server = await codebuildServer()

  const { reportGroup } = await server.build.send(new CreateReportGroupCommand(UNIT))
  expect(reportGroup).toMatchObject({ ...UNIT, arn: ARN, status: 'ACTIVE', tags: [], created: expect.any(Date) })
  expect(await read(server)).toEqual(reportGroup)

  const exportConfig = { exportConfigType: 'S3', s3Destination: { bucket: 'bucket', path: 'p' } } as const
  await server.build.send(new UpdateReportGroupCommand({ arn: ARN, exportConfig }))
  await server.build.send(new UpdateReportGroupCommand({ arn: ARN, tags: [{ key: 'a', value: '1' }] }))
  expect(await read(server)).toMatchObject({ exportConfig, tags: [{ key: 'a', value: '1' }], type: 'TEST' })

  await server.build.send(new DeleteReportGroupCommand({ arn: ARN }))
  await server.build.send(new DeleteReportGroupCommand({ arn: ARN }))
  const { reportGroupsNotFound } = await server.build.send(new BatchGetReportGroupsCommand({ reportGroupArns: [ARN] }))
  expect(reportGroupsNotFound).toEqual([ARN])
})

test('a group that has reports is only deleted together with them', async () => {
  await using server = await codebuildServer()
  await server.build.send(new CreateReportGroupCommand(UNIT))
  const report = { id: 'unit:1', groupName: 'unit', status: 'SUCCEEDED', createdAt: 1, expiresAt: 2 } as const
  const exportConfig = { exportConfigType: 'NO_EXPORT' } as const
  const details = { name: 'r', type: 'TEST', executionId: 'arn', truncated: false, exportConfig } as const
  await server.store.transaction((db) => new Reports(db, SCOPE).put({ ...report, details }))

  const refused = server.build.send(new DeleteReportGroupCommand({ arn: ARN }))
  await expect(refused).rejects.toMatchObject({ name: 'InvalidInputException' })
  expect(await read(server)).toBeDefined()
  await server.build.send(new DeleteReportGroupCommand({ arn: ARN, deleteReports: true }))

  expect(await read(server)).toBeUndefined()
  expect(await new Reports(server.store.db, SCOPE).anyOf('unit')).toBe(false)
})

test('groups are listed by their ARNs, in pages of the size that is asked for', async () => {
  await using server = await codebuildServer()
  for (const name of ['c1', 'a1', 'b1']) await server.build.send(new CreateReportGroupCommand({ ...UNIT, name }))

  const pages: string[][] = []
  const paginator = paginateListReportGroups({ client: server.build, pageSize: 2 }, { sortBy: 'NAME' })
  for await (const { reportGroups = [] } of paginator) pages.push(reportGroups.map((arn) => arn.slice(-2)))

  expect(pages).toEqual([['a1', 'b1'], ['c1']])
})

test('a name that is taken is refused', async () => {
  await using server = await codebuildServer()
  await server.build.send(new CreateReportGroupCommand(UNIT))

  const again = server.build.send(new CreateReportGroupCommand({ ...UNIT, type: 'CODE_COVERAGE' }))

  await expect(again).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' })
  expect((await read(server))?.type).toBe('TEST')
})

test.each<[Partial<CreateReportGroupInput>, RegExp]>([
  [{ name: 'a b' }, /Invalid report group name "a b"/],
  [{ exportConfig: { exportConfigType: 'S3' } }, /needs a bucket/],
  [{ exportConfig: { exportConfigType: 'NO_EXPORT', s3Destination: { bucket: 'b' } } }, /takes no s3Destination/],
])('a report group with %o is refused', async (change, message) => {
  await using server = await codebuildServer()

  const answer = server.build.send(new CreateReportGroupCommand({ ...UNIT, ...change }))

  await expect(answer).rejects.toMatchObject({ name: 'InvalidInputException', message: expect.stringMatching(message) })
})

test('an unknown group is not updated, and a text that is no ARN is refused', async () => {
  await using server = await codebuildServer()

  const unknown = server.build.send(new UpdateReportGroupCommand({ arn: ARN }))
  await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  const malformed = server.build.send(new UpdateReportGroupCommand({ arn: 'unit' }))
  await expect(malformed).rejects.toMatchObject({ name: 'InvalidInputException' })
})
