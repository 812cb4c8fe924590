import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { earlierInstancePort, writeEndpointFile } from './endpoint-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-endpoint-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('the port of instances is remembered', async () => {
  const instanceEndpoint = 'http://10.1.0.1:4601'
  await writeEndpointFile(folder, { endpoint: 'https://192.0.2.1:4600', instanceEndpoint, region: 'us-east-1', pid: 1 })

  expect(await earlierInstancePort(folder)).toBe(4601)
})

test.each([undefined, '', '{"endpoint":"http://127.0.0.1:4600"}', '{"instanceEndpoint":"x"}', 'null'])(
  'a file of %j remembers none',
  async (text) => {
    if (text !== undefined) await writeFile(join(folder, 'endpoint.json'), text)

    expect(await earlierInstancePort(folder)).toBeUndefined()
  },
)
