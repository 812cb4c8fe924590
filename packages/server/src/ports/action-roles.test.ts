import { AttachRolePolicyCommand, CreateRoleCommand, type IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { credentialStore } from '@towpath/services/iam/index.ts'
import { type IdentityServer, identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'
import { actionRoles, pipelineRoles } from './action-roles.ts'

const ACCOUNT = '123456789012'
const PIPELINE = `arn:aws:codepipeline:us-east-1:${ACCOUNT}:web`
const CONNECTION = `arn:aws:codestar-connections:us-east-1:${ACCOUNT}:connection/7a1f`
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`

const trusting = (Principal: object, Condition?: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition && { Condition }) }],
  })

const createRole = (iam: IAMClient, RoleName: string, AssumeRolePolicyDocument: string) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))

function allow(iam: IAMClient, RoleName: string, Action: string, Resource: string) {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] }
  return iam.send(
    new PutRolePolicyCommand({ RoleName, PolicyName: 'inline', PolicyDocument: JSON.stringify(document) }),
  )
}

function rolesOf({ deps, wire, now }: IdentityServer) {
  const clock = { now, sleep: async () => {} }
  const roles = actionRoles(deps, { clock, credentials: credentialStore(deps), wire: () => wire })
  return (pipelineRole: string, actionRole?: string) =>
    roles.assume({
      pipelineRoleArn: roleArn(pipelineRole),
      actionRoleArn: actionRole && roleArn(actionRole),
      account: ACCOUNT,
      region: 'us-east-1',
      pipelineArn: PIPELINE,
      sessionName: 'web',
    })
}

test('a pipeline acts with its role: what that may not, it may not', async () => {
  await using server = await identityServer()
  await createRole(server.iam, 'pipeline', trusting({ Service: 'codepipeline.amazonaws.com' }))
  await allow(server.iam, 'pipeline', 'codestar-connections:UseConnection', CONNECTION)
  const assume = rolesOf(server)

  const role = await assume('pipeline')

  if ('refused' in role) throw new Error(role.refused)
  expect(role.arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/pipeline/web`)
  expect(await role.may('codestar-connections:UseConnection', CONNECTION)).toBe(true)
  expect(await role.may('codestar-connections:UseConnection', `${CONNECTION}-other`)).toBe(false)
  expect(await role.call('sts', 'GetCallerIdentity', {})).toMatchObject({ Arn: role.arn })
  await expect(role.call('iam', 'ListUsers', {})).rejects.toMatchObject({ code: 'AccessDenied' })
  expect(server.audit.at(-1)).toMatchObject({ principalArn: role.arn, userAgent: 'codepipeline.amazonaws.com' })
})

test('an action with a role of its own acts with that, if the pipeline’s role may assume it', async () => {
  await using server = await identityServer()
  await createRole(server.iam, 'pipeline', trusting({ Service: 'codepipeline.amazonaws.com' }))
  await createRole(server.iam, 'deployer', trusting({ AWS: `arn:aws:iam::${ACCOUNT}:root` }))
  const attach = { RoleName: 'deployer', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }
  await server.iam.send(new AttachRolePolicyCommand(attach))
  const assume = rolesOf(server)

  expect(await assume('pipeline', 'deployer')).toEqual({ refused: 'denied', roleArn: roleArn('deployer') })
  expect(await assume('pipeline', 'nobody')).toEqual({ refused: 'denied', roleArn: roleArn('nobody') })

  await allow(server.iam, 'pipeline', 'sts:AssumeRole', roleArn('deployer'))
  const role = await assume('pipeline', 'deployer')

  if ('refused' in role) throw new Error(role.refused)
  expect(role.arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/deployer/web`)
  expect(await role.call('iam', 'ListUsers', {})).toMatchObject({ Users: [] })
})

test('a role that does not trust CodePipeline, for this pipeline, is not assumed', async () => {
  await using server = await identityServer()
  await createRole(server.iam, 'build', trusting({ Service: 'codebuild.amazonaws.com' }))
  const service = { Service: 'codepipeline.amazonaws.com' }
  const other = { StringEquals: { 'aws:SourceArn': `${PIPELINE}-other` } }
  await createRole(server.iam, 'elsewhere', trusting(service, other))
  const assume = rolesOf(server)
  const asked = { db: server.store.db, region: 'us-east-1', now: server.now(), pipelineArn: PIPELINE }

  expect(await assume('build')).toEqual({ refused: 'trust', roleArn: roleArn('build') })
  expect(await assume('elsewhere')).toEqual({ refused: 'trust', roleArn: roleArn('elsewhere') })
  expect(await assume('nobody')).toEqual({ refused: 'missing', roleArn: roleArn('nobody') })
  expect(await pipelineRoles(server.deps).mayAssume(roleArn('build'), asked)).toBe('trust')
})
