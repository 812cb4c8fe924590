import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { databases } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { type ControlPlane, controlPlane } from '../testing.ts'
import { acknowledge, complete, deploy, poll } from '../testing-host.ts'

describe('live output', () => {
  const entry = (text: string) => ({ Text: text, Stream: 'stdout' as const, At: new Date() })

  /** A host that runs the first command of a deployment, and what its log stream holds. */
  async function running(plane: ControlPlane) {
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane)
    const agent = plane.agent(host)
    const command = await poll(agent, host)
    const { HostCommandIdentifier } = command
    return {
      agent,
      command,
      send: (Sequence: number, ...texts: string[]) =>
        agent.call('PutHostCommandOutput', { HostCommandIdentifier, Sequence, Entries: texts.map(entry) }),
      async lines() {
        const wanted = { logGroupName: '/aws/codedeploy/deployments', logStreamNamePrefix: `${id}/` }
        const { events = [] } = await plane.logs.send(new FilterLogEventsCommand(wanted))
        return events.map(({ logStreamName, message }) => `${logStreamName?.split('/').at(-1)} ${message}`)
      },
    }
  }

  test.each(databases)('is kept once however often it is sent, where logs are read ($name)', async (kind) => {
    await using plane = await controlPlane(kind)
    const { agent, command, send, lines } = await running(plane)

    expect(await send(0, 'before it runs')).toEqual({ Accepted: false, NextSequence: 0 })
    await acknowledge(agent, command)
    expect(await send(0, 'one\n', 'two\n')).toEqual({ Accepted: true, NextSequence: 2 })
    expect(await send(0, 'one\n', 'two\n')).toEqual({ Accepted: true, NextSequence: 2 })
    expect(await send(1, 'two\n', 'three\n')).toEqual({ Accepted: true, NextSequence: 3 })
    await complete(agent, command)
    expect(await send(3, 'after it ended')).toMatchObject({ Accepted: false })

    const event = command.CommandName
    expect(await lines()).toEqual([`${event} [stdout]one`, `${event} [stdout]two`, `${event} [stdout]three`])
  })

  test('of a script that never stops talking no more is taken at some point', async () => {
    await using plane = await controlPlane()
    const { agent, command, send } = await running(plane)
    await acknowledge(agent, command)

    const last = await send(49_999, 'x')
    const beyond = send(50_000, 'x')

    expect(last).toEqual({ Accepted: false, NextSequence: 50_000 })
    await expect(beyond).rejects.toMatchObject({ code: 'ClientException' })
  })
})
