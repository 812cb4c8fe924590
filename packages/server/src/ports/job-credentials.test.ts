import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam'
import { artifactPolicy } from '@towpath/services/codepipeline/rules/job.ts'
import { authorizer, credentialStore } from '@towpath/services/iam/index.ts'
import { ACCOUNT, type IdentityServer, identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'
import { jobCredentials } from './action-roles.ts'

const PIPELINE = `arn:aws:codepipeline:us-east-1:${ACCOUNT}:web`

async function pipelineRole({ iam }: IdentityServer, service = 'codepipeline.amazonaws.com') {
  const Statement = [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'pipeline', AssumeRolePolicyDocument }))
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'pipeline', PolicyArn }))
  return Role?.Arn ?? ''
}

const issue = (server: IdentityServer, roleArn: string) =>
  jobCredentials(server.deps).issue({
    roleArn,
    region: 'us-east-1',
    pipelineArn: PIPELINE,
    sessionName: 'web',
    policy: artifactPolicy({
      inputs: [{ name: 'In', bucket: 'artifacts', key: 'web/In/a*c' }],
      outputs: [{ name: 'Out', bucket: 'artifacts', key: 'web/Out/def' }],
    }),
    durationSeconds: 3600,
    now: server.now(),
  })

test('the worker of a job reads its inputs and writes its outputs, and may do nothing else of all its role may', async () => {
  await using server = await identityServer()
  const issued = await issue(server, await pipelineRole(server))
  if ('refused' in issued) throw new Error(issued.refused)

  const found = await credentialStore(server.deps).find(issued.accessKeyId, issued.sessionToken)
  if ('refused' in found) throw new Error(found.refused)
  const may = async (action: string, key: string) => {
    const resource = `arn:aws:s3:::artifacts/${key}`
    return (await authorizer(server.deps).decide(found.principal, { action, resource })).allowed
  }

  expect(await may('s3:GetObject', 'web/In/a*c')).toBe(true)
  expect(await may('s3:PutObject', 'web/Out/def')).toBe(true)
  expect(await may('s3:GetObject', 'web/In/abc')).toBe(false)
  expect(await may('s3:PutObject', 'web/In/a*c')).toBe(false)
  expect(await may('s3:GetObject', 'web/Out/def')).toBe(false)
  expect(await may('iam:CreateUser', 'web/Out/def')).toBe(false)
})

test('there are no keys of a role that does not trust CodePipeline', async () => {
  await using server = await identityServer()

  expect(await issue(server, await pipelineRole(server, 'codebuild.amazonaws.com'))).toEqual({ refused: 'trust' })
  expect(await issue(server, `arn:aws:iam::${ACCOUNT}:role/nobody`)).toEqual({ refused: 'missing' })
})
