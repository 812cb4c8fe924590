import {
  BatchGetProjectsCommand,
  CreateProjectCommand,
  type CreateProjectInput,
  DeleteProjectCommand,
  ListProjectsCommand,
  paginateListProjects,
  UpdateProjectCommand,
} from '@aws-sdk/client-codebuild'
import { systemClock } from '@towpath/base'
import type { Access } from '@towpath/wire'
import { expect, test } from 'vitest'
import { aProject, type CodebuildServer, codebuildServer, ROLE } from '../testing.ts'

const ARN = 'arn:aws:codebuild:us-east-1:123456789012:project/web'

const create = (server: CodebuildServer, change: Partial<CreateProjectInput> = {}) =>
  server.build.send(new CreateProjectCommand(aProject(change)))
const read = async (server: CodebuildServer, name: string) =>
  (await server.build.send(new BatchGetProjectsCommand({ names: [name] }))).projects?.[0]

test('a project that was created is answered with its defaults, and can be read by name and by ARN', async () => {
  await using server = await codebuildServer()

  const { project } = await create(server)

  expect(project).toEqual({
    name: 'web',
    arn: ARN,
    source: { type: 'GITHUB', location: 'https://github.com/example/web.git' },
    artifacts: { type: 'NO_ARTIFACTS' },
    cache: { type: 'NO_CACHE' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [],
      privilegedMode: false,
      imagePullCredentialsType: 'CODEBUILD',
    },
    serviceRole: ROLE,
    timeoutInMinutes: 60,
    queuedTimeoutInMinutes: 480,
    encryptionKey: 'arn:aws:kms:us-east-1:123456789012:alias/aws/s3',
    tags: [],
    badge: { badgeEnabled: false },
    projectVisibility: 'PRIVATE',
    created: expect.any(Date),
    lastModified: expect.any(Date),
  })
  expect(await read(server, 'web')).toEqual(project)
  expect(await read(server, ARN)).toEqual(project)
})

test('everything that a project can hold comes back as it was given', async () => {
  await using server = await codebuildServer()
  const given: Partial<CreateProjectInput> = {
    description: 'the web',
    sourceVersion: 'refs/heads/main',
    secondarySources: [{ type: 'S3', location: 'bucket/key.zip', sourceIdentifier: 'docs' }],
    secondarySourceVersions: [{ sourceIdentifier: 'docs', sourceVersion: 'v1' }],
    artifacts: { type: 'S3', location: 'bucket', path: 'p', namespaceType: 'BUILD_ID', packaging: 'ZIP' },
    secondaryArtifacts: [{ type: 'S3', location: 'bucket', artifactIdentifier: 'docs' }],
    cache: { type: 'S3', location: 'bucket/cache' },
    timeoutInMinutes: 5,
    queuedTimeoutInMinutes: 6,
    encryptionKey: 'alias/mine',
    tags: [{ key: 'team', value: 'web' }],
    logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: 'g' } },
    buildBatchConfig: { serviceRole: ROLE, combineArtifacts: true },
    concurrentBuildLimit: 3,
    autoRetryLimit: 1,
  }

  await create(server, given)

  expect(await read(server, 'web')).toMatchObject(given)
})

test('an update changes what it gives, keeps the rest, and clears what it gives empty', async () => {
  await using server = await codebuildServer()
  const { project: before } = await create(server, {
    description: 'old',
    concurrentBuildLimit: 3,
    tags: [{ key: 'a', value: '1' }],
    secondarySources: [{ type: 'S3', location: 'b/k', sourceIdentifier: 'docs' }],
  })

  await server.build.send(
    new UpdateProjectCommand({ name: 'web', timeoutInMinutes: 10, tags: [{ key: 'b', value: '2' }] }),
  )
  expect(await read(server, 'web')).toMatchObject({
    timeoutInMinutes: 10,
    tags: [{ key: 'b', value: '2' }],
    description: 'old',
    concurrentBuildLimit: 3,
    created: before?.created,
  })
  await server.build.send(
    new UpdateProjectCommand({ name: ARN, description: '', concurrentBuildLimit: -1, secondarySources: [], tags: [] }),
  )

  const after = await read(server, 'web')
  expect(after).toMatchObject({ tags: [], timeoutInMinutes: 10 })
  for (const member of ['description', 'concurrentBuildLimit', 'secondarySources'])
    expect(after).not.toHaveProperty(member)
})

test('a name that is taken is refused and the project stays as it is', async () => {
  await using server = await codebuildServer()
  await create(server)

  await expect(create(server, { description: 'other' })).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
    message: `Project already exists: ${ARN}`,
  })
  expect(await read(server, 'web')).not.toHaveProperty('description')
})

test('a deleted project is gone, and deleting it again succeeds', async () => {
  await using server = await codebuildServer()
  await create(server)

  await server.build.send(new DeleteProjectCommand({ name: ARN }))
  await server.build.send(new DeleteProjectCommand({ name: 'web' }))

  const answer = await server.build.send(new BatchGetProjectsCommand({ names: ['web'] }))
  expect(answer).toMatchObject({ projects: [], projectsNotFound: ['web'] })
})

test('an unknown project is not updated', async () => {
  await using server = await codebuildServer()

  const answer = server.build.send(new UpdateProjectCommand({ name: 'web' }))

  await expect(answer).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Project cannot be found: ${ARN}`,
  })
})

test.each<[string, Partial<CreateProjectInput>, string | RegExp]>([
  ['a bad name', { name: 'a b' }, 'Only alphanumeric characters, dash, and underscore are supported'],
  ['no location', { source: { type: 'GITHUB' } }, 'Project source location is required'],
  ['an unknown source type', { source: { type: 'SVN' as 'GITHUB' } }, 'Invalid type provided: Project source type'],
  ['no source and no buildspec', { source: { type: 'NO_SOURCE' } }, /NO_SOURCE needs the buildspec itself/],
  [
    'status reports to S3',
    { source: { type: 'S3', location: 'b/k', reportBuildStatus: true } },
    /type S3 takes no reportBuildStatus/,
  ],
  [
    'a location of no artifacts',
    { artifacts: { type: 'NO_ARTIFACTS', location: 'bucket' } },
    'Invalid artifacts: artifact type NO_ARTIFACTS should have null location',
  ],
  ['artifacts without a bucket', { artifacts: { type: 'S3' } }, /needs a bucket/],
  ['half a CodePipeline', { artifacts: { type: 'CODEPIPELINE' } }, /both are CODEPIPELINE, or neither is/],
  [
    'a secondary source without identifier',
    { secondarySources: [{ type: 'S3', location: 'b/k' }] },
    /"" is not a source identifier/,
  ],
  [
    'a version of nothing',
    { secondarySourceVersions: [{ sourceIdentifier: 'x', sourceVersion: '1' }] },
    /no secondary source "x"/,
  ],
  ['a cache without a place', { cache: { type: 'S3' } }, /type S3 needs a bucket/],
  [
    'a docker cache without privileges',
    { cache: { type: 'LOCAL', modes: ['LOCAL_DOCKER_LAYER_CACHE'] } },
    /privileged mode/,
  ],
  ['a timeout that is too long', { timeoutInMinutes: 2161 }, /timeoutInMinutes/],
  [
    'a limit of nothing',
    { concurrentBuildLimit: 0 },
    'Invalid concurrent build limit 0: it must be at least 1, or -1 to remove it',
  ],
  [
    'a role that is none',
    { serviceRole: 'CodeBuildRole' },
    'Invalid service role: "CodeBuildRole" is not the ARN of a role',
  ],
  [
    'a role of another account',
    { serviceRole: 'arn:aws:iam::210987654321:role/x' },
    "Invalid service role: Service role account ID does not match caller's account",
  ],
  [
    'a tag twice',
    {
      tags: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    },
    'Invalid tags: the key "a" is given twice',
  ],
])('a project with %s is refused', async (_, change, message) => {
  await using server = await codebuildServer()

  const answer = create(server, change)

  await expect(answer).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  })
  expect(await server.build.send(new ListProjectsCommand({}))).toMatchObject({ projects: [] })
})

test('a role that cannot be assumed is refused with the text that Terraform waits on', async () => {
  const asked: unknown[] = []
  await using server = await codebuildServer({
    deps: {
      serviceRoles: {
        mayAssume: async (role, { projectArn }) => {
          asked.push([role, projectArn])
          return 'trust'
        },
      },
    },
  })

  await expect(create(server)).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: `CodeBuild is not authorized to perform: sts:AssumeRole on ${ROLE}`,
  })
  expect(asked).toEqual([[ROLE, ARN]])
})

test('creating asks for the project, with its tags, and for passing its role on', async () => {
  const asked: Access[] = []
  await using server = await codebuildServer({
    decide: (_, access) => {
      asked.push(access)
      return { allowed: true, reason: 'allowed' }
    },
  })

  await create(server, { tags: [{ key: 'team', value: 'web' }] })

  expect(asked).toMatchObject([
    {
      action: 'codebuild:CreateProject',
      resource: ARN,
      conditions: { 'aws:RequestTag/team': 'web', 'aws:TagKeys': ['team'] },
    },
    { action: 'iam:PassRole', resource: ROLE, conditions: { 'iam:PassedToService': 'codebuild.amazonaws.com' } },
  ])
})

test('who may not pass the role creates nothing', async () => {
  await using server = await codebuildServer({
    decide: (_, { action }) =>
      action === 'iam:PassRole' ? { allowed: false, reason: 'implicit-deny' } : { allowed: true, reason: 'allowed' },
  })

  await expect(create(server)).rejects.toMatchObject({ name: 'AccessDeniedException' })
  expect(await read(server, 'web')).toBeUndefined()
})

test('projects are listed in pages of 100, by name or by time, in both directions', async () => {
  // Signatures allow for minutes; the clock goes on by a second with each project.
  let now = Date.now() - 120_000
  await using server = await codebuildServer({ clock: { ...systemClock, now: () => now } })
  const names = Array.from({ length: 103 }, (_, at) => `p${String(at).padStart(3, '0')}`)
  for (const name of names.toReversed()) {
    now += 1000
    await create(server, { name })
  }

  const pages: (string[] | undefined)[] = []
  for await (const page of paginateListProjects({ client: server.build }, {})) pages.push(page.projects)
  expect(pages).toEqual([names.slice(0, 100), names.slice(100)])
  const byTime: string[] = []
  const asked = { sortBy: 'CREATED_TIME', sortOrder: 'DESCENDING' } as const
  for await (const page of paginateListProjects({ client: server.build }, asked)) byTime.push(...(page.projects ?? []))
  expect(byTime).toEqual(names)
})

test.each(['nonsense', 'tp1.', 'tp1.WzEsMl0'])('the token %s is refused', async (nextToken) => {
  await using server = await codebuildServer()

  const answer = server.build.send(new ListProjectsCommand({ nextToken }))

  await expect(answer).rejects.toMatchObject({ name: 'InvalidInputException' })
})
