import { parseSpecification } from '@towpath/agent-link'
import { signerName, verifyEnvelope } from '@towpath/agent-link/envelope/index.ts'
import type { Principal } from '@towpath/wire'
import { describe, expect, test } from 'vitest'
import { ACCOUNT, controlPlane, REGION } from '../testing.ts'
import { COMMIT, deploy, GITHUB_REVISION, poll } from '../testing-host.ts'

describe('the specification', () => {
  test('is signed below the authority that agents trust', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane, { fileExistsBehavior: 'RETAIN' })
    const { DeploymentExecutionId, HostIdentifier } = await poll(plane.agent(host), host)

    const answer = await plane.agent(host).call('GetDeploymentSpecification', { DeploymentExecutionId, HostIdentifier })

    expect(answer.DeploymentSystem).toBe('CodeDeploy')
    const content = verifyEnvelope(answer.DeploymentSpecification?.GenericEnvelope?.Payload ?? '', {
      authorities: await plane.hostCommands.signerCertificate(),
      signerName: signerName(REGION),
      now: new Date(),
    })
    expect(parseSpecification(content)).toMatchObject({
      deploymentId: id,
      applicationName: 'web',
      deploymentGroupName: 'fleet',
      deploymentCreator: 'user',
      fileExistsBehavior: 'RETAIN',
      revision: { type: 'S3', bucket: 'bundles', key: 'app.zip', bundleType: 'zip' },
    })
    expect(content).not.toContain('AllPossibleLifecycleEvents')
  })

  test('of a revision in GitHub form leads to the bundle, which only hosts of the deployment may read', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane, { revision: GITHUB_REVISION })
    const { DeploymentExecutionId, HostIdentifier } = await poll(plane.agent(host), host)
    plane.launch(1)
    const call = plane.agent(host).call('GetDeploymentSpecification', { DeploymentExecutionId, HostIdentifier })
    const payload = (await call).DeploymentSpecification?.GenericEnvelope?.Payload ?? ''
    const trust = { authorities: await plane.hostCommands.signerCertificate(), signerName: signerName(REGION) }
    const { revision } = parseSpecification(verifyEnvelope(payload, { ...trust, now: new Date() }))

    const key = `${id}/${COMMIT}.tar`
    expect(revision).toEqual({ type: 'S3', bucket: 'towpath-revisions', key, bundleType: 'tar' })
    const read = (principal: Principal, of = key) =>
      plane.bucket.read(plane.store.db, principal, { region: REGION, key: of })
    expect(await read(session(host))).toEqual({
      sha256: 'a'.repeat(64),
      size: 9,
      contentType: 'application/octet-stream',
    })
    const [, other = ''] = plane.world.instances.keys()
    expect(await read(session(other))).toMatchObject({ refused: 'AccessDenied' })
    expect(await read(session(host, 'admin'))).toMatchObject({ refused: 'AccessDenied' })
    expect(await read(session(host), '../secrets')).toMatchObject({ refused: 'NoSuchKey' })
    expect(await read(session(host), `d-AAAAAAAAA/${COMMIT}.tar`)).toMatchObject({ refused: 'AccessDenied' })
  })
})

function session(name: string, role = 'web'): Principal {
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`
  const times = { issuedAt: 0, expiresAt: Number.MAX_SAFE_INTEGER }
  return {
    type: 'assumed-role',
    account: ACCOUNT,
    arn,
    userId: `AROAX:${name}`,
    name: role,
    session: { name, policies: [], tags: {}, ...times },
  }
}
