import {
  AddTagsToResourceCommand,
  DescribeParametersCommand,
  GetParametersByPathCommand,
  type GetParametersByPathRequest,
  ListTagsForResourceCommand,
  type ParameterStringFilter,
  PutParameterCommand,
  paginateGetParametersByPath,
  RemoveTagsFromResourceCommand,
} from '@aws-sdk/client-ssm'
import type { Access } from '@towpath/wire'
import { expect, test } from 'vitest'
import { type SsmServer, ssmServer } from '../testing.ts'

const NAMES = ['/app/db/password', '/app/db/user', '/app/url', '/application', 'top']

async function filled(): Promise<SsmServer> {
  const server = await ssmServer()
  for (const Name of NAMES) {
    const Type = Name.endsWith('password') ? 'SecureString' : 'String'
    const Tags = Name === '/app/url' ? [{ Key: 'team', Value: 'web' }] : undefined
    await server.ssm.send(new PutParameterCommand({ Name, Value: `value of ${Name}`, Type, Tags }))
  }
  return server
}

const byPath = async (server: SsmServer, request: GetParametersByPathRequest) =>
  (await server.ssm.send(new GetParametersByPathCommand(request))).Parameters?.map(({ Name }) => Name)

test.each<[GetParametersByPathRequest, string[]]>([
  [{ Path: '/app' }, ['/app/url']],
  [{ Path: '/app/' }, ['/app/url']],
  [{ Path: '/app', Recursive: true }, ['/app/db/password', '/app/db/user', '/app/url']],
  [{ Path: '/' }, ['/application', 'top']],
  [{ Path: '/nothing' }, []],
  [
    { Path: '/app', Recursive: true, ParameterFilters: [{ Key: 'Type', Values: ['SecureString'] }] },
    ['/app/db/password'],
  ],
])('below %o lie %o', async (request, expected) => {
  await using server = await filled()

  expect(await byPath(server, request)).toEqual(expected)
})

test('pages go on where the last one ended', async () => {
  await using server = await filled()
  const names: (string | undefined)[][] = []

  const pages = paginateGetParametersByPath({ client: server.ssm, pageSize: 2 }, { Path: '/app', Recursive: true })
  for await (const { Parameters = [] } of pages) names.push(Parameters.map(({ Name }) => Name))

  expect(names).toEqual([['/app/db/password', '/app/db/user'], ['/app/url']])
  const odd = byPath(server, { Path: '/app', NextToken: 'odd' })
  await expect(odd).rejects.toMatchObject({ name: 'InvalidNextToken' })
})

test.each<[ParameterStringFilter, string[]]>([
  [{ Key: 'Name', Values: ['/app/url'] }, ['/app/url']],
  [{ Key: 'Name', Option: 'BeginsWith', Values: ['app'] }, NAMES.slice(0, 4)],
  [{ Key: 'Name', Option: 'Contains', Values: ['db'] }, NAMES.slice(0, 2)],
  [{ Key: 'Path', Option: 'OneLevel', Values: ['/app'] }, ['/app/url']],
  [{ Key: 'Path', Option: 'Recursive', Values: ['/app'] }, NAMES.slice(0, 3)],
  [{ Key: 'Type', Values: ['SecureString'] }, ['/app/db/password']],
  [{ Key: 'tag:team', Values: ['web', 'ops'] }, ['/app/url']],
  [{ Key: 'tag:team' }, ['/app/url']],
  [{ Key: 'tag:constructor' }, []],
])('filter %o finds %o', async (filter, expected) => {
  await using server = await filled()

  const { Parameters } = await server.ssm.send(new DescribeParametersCommand({ ParameterFilters: [filter] }))

  expect(Parameters?.map(({ Name }) => Name)).toEqual(expected)
  expect(JSON.stringify(Parameters)).not.toContain('value of')
})

test.each<[ParameterStringFilter, string]>([
  [{ Key: 'Colour', Values: ['x'] }, 'InvalidFilterKey'],
  [{ Key: 'Type', Option: 'Contains', Values: ['x'] }, 'InvalidFilterOption'],
  [{ Key: 'Name', Values: [] }, 'InvalidFilterValue'],
  [{ Key: 'Path', Values: ['app'] }, 'InvalidFilterValue'],
])('filter %o is refused', async (filter, name) => {
  await using server = await ssmServer()

  const answer = server.ssm.send(new DescribeParametersCommand({ ParameterFilters: [filter] }))

  await expect(answer).rejects.toMatchObject({ name: expect.stringMatching(`${name}|ValidationException`) })
})

/** Without the conditions that every request has. */
const own = (conditions: Access['conditions'] = {}) =>
  Object.fromEntries(Object.entries(conditions).filter(([key]) => key.includes('Tag') || key.startsWith('ssm:')))

test('tags are set, listed and taken away, and decide who may', async () => {
  const asked: Access[] = []
  const decide = (_principal: unknown, access: Access) => {
    asked.push(access)
    return { allowed: true, reason: 'allowed' } as const
  }
  await using server = await ssmServer({ decide })
  await server.ssm.send(new PutParameterCommand({ Name: '/a/b', Value: 'x', Type: 'String' }))
  const of = { ResourceType: 'Parameter', ResourceId: '/a/b' } as const
  const list = async () => (await server.ssm.send(new ListTagsForResourceCommand(of))).TagList

  await server.ssm.send(new AddTagsToResourceCommand({ ...of, Tags: [{ Key: 'team', Value: 'web' }] }))
  expect(await list()).toEqual([{ Key: 'team', Value: 'web' }])
  await server.ssm.send(new RemoveTagsFromResourceCommand({ ...of, TagKeys: ['team'] }))
  expect(await list()).toEqual([])

  const resource = 'arn:aws:ssm:us-east-1:123456789012:parameter/a/b'
  expect(asked.map(({ action, conditions }) => [action, own(conditions)])).toEqual([
    ['ssm:PutParameter', { 'ssm:Overwrite': 'false' }],
    ['ssm:AddTagsToResource', { 'aws:RequestTag/team': 'web', 'aws:TagKeys': ['team'] }],
    ['ssm:ListTagsForResource', { 'aws:ResourceTag/team': 'web', 'ssm:resourceTag/team': 'web' }],
    [
      'ssm:RemoveTagsFromResource',
      { 'aws:ResourceTag/team': 'web', 'ssm:resourceTag/team': 'web', 'aws:TagKeys': ['team'] },
    ],
    ['ssm:ListTagsForResource', {}],
  ])
  expect(new Set(asked.map((access) => access.resource))).toEqual(new Set([resource]))
})

test('tags of what is not there, or of what is no parameter, are refused', async () => {
  await using server = await ssmServer()
  const list = (ResourceType: 'Parameter' | 'Document', ResourceId: string) =>
    server.ssm.send(new ListTagsForResourceCommand({ ResourceType, ResourceId }))

  await expect(list('Parameter', 'gone')).rejects.toMatchObject({ name: 'InvalidResourceId' })
  await expect(list('Document', 'gone')).rejects.toMatchObject({ name: 'InvalidResourceType' })
})
