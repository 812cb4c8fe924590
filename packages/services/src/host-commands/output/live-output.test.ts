import { databases } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { ACCOUNT, controlPlane, REGION } from '../testing.ts'
import { acknowledge, complete, deploy, poll } from '../testing-host.ts'

describe('live output', () => {
  const entry = (text: string) => ({ Text: text, Stream: 'stdout' as const, At: new Date(1000) })

  test.each(databases)('is kept once however often it is sent, and can be followed ($name)', async (kind) => {
    await using plane = await controlPlane(kind)
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane)
    const agent = plane.agent(host)
    const command = await poll(agent, host)
    const { HostCommandIdentifier } = command
    const send = (Sequence: number, ...texts: string[]) =>
      agent.call('PutHostCommandOutput', { HostCommandIdentifier, Sequence, Entries: texts.map(entry) })
    const key = { account: ACCOUNT, region: REGION, deploymentId: id, position: 0, event: 0 }
    const heard: unknown[] = []
    const stop = plane.hostCommands.hookOutput.follow((event) => heard.push(event))

    expect(await send(0, 'before it runs')).toEqual({ Accepted: false, NextSequence: 0 })
    await acknowledge(agent, command)
    expect(await send(0, 'one\n', 'two\n')).toEqual({ Accepted: true, NextSequence: 2 })
    expect(await send(0, 'one\n', 'two\n')).toEqual({ Accepted: true, NextSequence: 2 })
    expect(await send(1, 'two\n', 'three\n')).toEqual({ Accepted: true, NextSequence: 3 })
    await complete(agent, command)
    expect(await send(3, 'after it ended')).toMatchObject({ Accepted: false })
    stop()

    const all = await plane.hostCommands.hookOutput.read(key)
    expect(all.map(({ text }) => text)).toEqual(['one\n', 'two\n', 'three\n'])
    expect(await plane.hostCommands.hookOutput.read(key, 1)).toEqual([
      { sequence: 2, stream: 'stdout', text: 'three\n', at: 1000 },
    ])
    expect(heard).toContainEqual(key)
  })

  test('of a script that never stops talking the end is kept', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane)
    const agent = plane.agent(host)
    const command = await poll(agent, host)
    await acknowledge(agent, command)
    const line = `${'x'.repeat(1023)}\n`

    for (let Sequence = 0; Sequence < 800; Sequence += 100) {
      const Entries = Array.from({ length: 100 }, () => entry(line))
      await agent.call('PutHostCommandOutput', {
        HostCommandIdentifier: command.HostCommandIdentifier,
        Sequence,
        Entries,
      })
    }

    const key = { account: ACCOUNT, region: REGION, deploymentId: id, position: 0, event: 0 }
    const kept = await plane.hostCommands.hookOutput.read(key)
    expect(kept.at(-1)?.sequence).toBe(799)
    expect(kept.length).toBeGreaterThan(100)
    expect(kept.length).toBeLessThan(400)
  })
})
