import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartCommand, startCommand } from './support/start-command.ts'

let command: StartCommand
beforeAll(async () => {
  command = await startCommand({ environment: { TOWPATH_SAMPLE: 'plain' } })
})
afterAll(() => command?.[Symbol.asyncDispose]())

async function pages(addresses: string[]): Promise<string[]> {
  return Promise.all(addresses.map(async (address) => (await fetch(address)).text()))
}

test('the sample answers on two addresses, each from an instance of its own', async () => {
  const addresses = await command.start()

  const [one = '', two = ''] = await pages(addresses)

  expect(addresses).toHaveLength(2)
  expect(one).toContain('Hello from Towpath')
  expect(/i-[0-9a-f]+/.exec(one)?.[0]).not.toBe(/i-[0-9a-f]+/.exec(two)?.[0])
})

test('the sample goes on when the control plane is stopped, and a second start finds everything as it was', async () => {
  const before = command.output()
  const addresses = [...before.matchAll(/^ {2}(http:\S+)/gm)].map((match) => match[1] ?? '')
  const seen = await pages(addresses)

  const exitCode = await command.interrupt()
  const meanwhile = await pages(addresses)
  const again = await command.start()

  expect(exitCode).toBe(0)
  expect(meanwhile).toEqual(seen)
  expect(again).toEqual(addresses)
  expect(await pages(again)).toEqual(seen)
  expect(command.output()).toMatch(/d-[A-Z0-9]{9}\s+Succeeded/)
})
