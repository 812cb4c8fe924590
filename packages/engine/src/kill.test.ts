import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { silentLogger } from '@towpath/base'
import { openStore } from '@towpath/storage'
import { databases, type TestDatabase } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { createEngine } from './engine.ts'

const program = fileURLToPath(new URL('testing/chain-process.ts', import.meta.url))
const LINKS = 300

/** Starts the process and kills it when it has performed so many links (0: when it is ready). */
async function live(database: TestDatabase, file: string, links: number): Promise<'ended' | 'killed'> {
  const child = spawn(process.execPath, [program, JSON.stringify(database.location), file, String(LINKS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let seen = 0
  for await (const _line of createInterface(child.stdout)) {
    if (seen++ === links) child.kill('SIGKILL')
  }
  const [code, signal] = await exited
  expect([code, signal]).toEqual(signal ? [null, 'SIGKILL'] : [0, null])
  return signal ? 'killed' : 'ended'
}

describe.each(databases)('a run on $name whose process is killed again and again', (kind) => {
  test('goes on where it was, forgets no command and counts none twice', async () => {
    await using database = await kind.create()
    const folder = await mkdtemp(join(tmpdir(), 'towpath-chain-'))
    const file = join(folder, 'performed')

    const ends: string[] = []
    for (const links of [0, 1, 2, 3, 5, 8, 1, 6, 4, 7]) ends.push(await live(database, file, links))
    const last = await live(database, file, Number.POSITIVE_INFINITY)

    const performed = (await readFile(file, 'utf8')).trim().split('\n').map(Number)
    await rm(folder, { recursive: true })
    const all = Array.from({ length: LINKS }, (_, link) => link)
    expect([...new Set(ends), last]).toEqual(['killed', 'ended'])
    expect([...new Set(performed)]).toEqual(all)
    // At most the one link in hand at each kill was performed a second time.
    expect(performed.length - LINKS).toBeLessThanOrEqual(ends.length)
    expect(await stateOf(database)).toEqual({ reported: all })
  })
})

async function stateOf(database: TestDatabase): Promise<unknown> {
  const store = await openStore({ ...database.location, log: silentLogger })
  const engine = createEngine({
    store,
    clock: { now: () => 0, sleep: async () => undefined },
    ids: { uuid: () => 'reader', random: () => '' },
    log: silentLogger,
  })
  const run = await engine.read(store.db, 'chain')
  await store.close()
  return run?.state
}
