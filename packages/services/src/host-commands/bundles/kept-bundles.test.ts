import { heldBlobs } from '@towpath/storage'
import { describe, expect, test } from 'vitest'
import { type ControlPlane, controlPlane } from '../testing.ts'
import { deploy, ended, GITHUB_REVISION, work } from '../testing-host.ts'

describe('a bundle of a commit', () => {
  const sha256 = 'a'.repeat(64)
  const isHeld = async (plane: ControlPlane, of = sha256) => (await heldBlobs(plane.store.db, [of])).has(of)

  test('is kept for as long as the group may return to it', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    await deploy(plane, { revision: GITHUB_REVISION })
    await work(plane.agent(host), host)
    expect(await isHeld(plane)).toBe(true)

    const failing = await deploy(plane)
    await work(plane.agent(host), host, 'BeforeInstall')
    await ended(plane, failing)
    expect(await isHeld(plane)).toBe(true)
    await deploy(plane)
    await work(plane.agent(host), host)

    expect(await isHeld(plane)).toBe(false)
  })

  test('is used again for the same commit, even if its repository is gone', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    await deploy(plane, { revision: GITHUB_REVISION })
    await work(plane.agent(host), host)
    plane.world.bundle = { refused: 'missing', message: 'no such repository' }

    const id = await deploy(plane, { revision: GITHUB_REVISION })
    await work(plane.agent(host), host)

    expect(await ended(plane, id)).toMatchObject({ status: 'Succeeded' })
    expect(await isHeld(plane)).toBe(true)
  })

  test('of a deployment that failed is let go', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane, { revision: GITHUB_REVISION })
    await work(plane.agent(host), host, 'AfterInstall')
    await ended(plane, id)

    expect(await isHeld(plane)).toBe(false)
  })
})
