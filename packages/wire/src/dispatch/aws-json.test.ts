import * as codedeploy from '@aws-sdk/client-codedeploy'
import { ServiceError } from '@towpath/base'
import { expect, test } from 'vitest'
import { operation } from '../operation.ts'
import { codedeployEntry } from '../testing/fake-entries.ts'
import { wireServer } from '../testing/wire-server.ts'

const { CodeDeployClient, CreateApplicationCommand, DeleteApplicationCommand, GetApplicationCommand } = codedeploy

test('an operation of a JSON service is called by the SDK client and answers it', async () => {
  const createApplication = operation('CreateApplication', {
    kind: 'write',
    access: (input: codedeploy.CreateApplicationCommandInput) => [
      { action: 'codedeploy:CreateApplication', resource: `application:${input.applicationName}` },
    ],
    run: async (input: codedeploy.CreateApplicationCommandInput, ctx) => ({
      applicationId: `${input.applicationName} in ${ctx.region} of ${ctx.account}`,
    }),
  })
  await using server = await wireServer([codedeployEntry(createApplication)])

  const answer = await new CodeDeployClient(server.client).send(
    new CreateApplicationCommand({ applicationName: 'web' }),
  )

  expect(answer.applicationId).toBe('web in us-east-1 of 123456789012')
  expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
  expect(server.audit).toMatchObject([
    {
      requestId: answer.$metadata.requestId,
      principalArn: 'arn:aws:iam::123456789012:root',
      service: 'codedeploy',
      operation: 'CreateApplication',
      outcome: 'allowed',
      decisions: [{ action: 'codedeploy:CreateApplication', resource: 'application:web' }],
    },
  ])
})

test("an error of the service reaches the client as the client's own exception", async () => {
  const getApplication = operation('GetApplication', {
    kind: 'read',
    access: () => [],
    run: async (input: codedeploy.GetApplicationCommandInput) => {
      throw new ServiceError(
        'ApplicationDoesNotExistException',
        `No application found for name: ${input.applicationName}`,
      )
    },
  })
  await using server = await wireServer([codedeployEntry(getApplication)])

  const answer = new CodeDeployClient(server.client).send(new GetApplicationCommand({ applicationName: 'web' }))

  await expect(answer).rejects.toThrow(codedeploy.ApplicationDoesNotExistException)
  await expect(answer).rejects.toThrow('No application found for name: web')
  expect(server.audit[0]).toMatchObject({ outcome: 'allowed', errorCode: 'ApplicationDoesNotExistException' })
})

test('an operation that is in the model but not served answers as an unknown one', async () => {
  await using server = await wireServer([codedeployEntry()])

  const answer = new CodeDeployClient(server.client).send(new DeleteApplicationCommand({ applicationName: 'web' }))

  await expect(answer).rejects.toMatchObject({ name: 'UnknownOperationException' })
})
