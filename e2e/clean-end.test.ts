import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam'
import { startControlPlane } from '@towpath/testkit'
import { expect, test } from 'vitest'

test('what a control plane writes down only now and then is written when it ends cleanly', async () => {
  await using plane = await startControlPlane()
  const iam = new IAMClient(plane.client)
  await iam.send(new CreateUserCommand({ UserName: 'ada' }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }))
  const credentials = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }
  const lastUse = async () => {
    const asked = { AccessKeyId: credentials.accessKeyId }
    const { AccessKeyLastUsed } = await iam.send(new GetAccessKeyLastUsedCommand(asked))
    return AccessKeyLastUsed?.LastUsedDate?.getTime()
  }
  expect(await lastUse()).toBeUndefined()
  const refused = new IAMClient({ ...plane.client, credentials }).send(new ListUsersCommand({}))
  await expect(refused).rejects.toMatchObject({ name: 'AccessDenied' })

  expect(await plane.stop()).toBe(0)
  await plane.start()

  expect(await lastUse()).toBeGreaterThan(Date.now() - 60 * 60_000)
})
