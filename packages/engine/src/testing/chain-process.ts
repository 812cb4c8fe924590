import { appendFile } from 'node:fs/promises'
import { randomIds, silentLogger, systemClock } from '@towpath/base'
import { openStore } from '@towpath/storage'
import { createEngine } from '../engine.ts'
import type { RunKind } from '../run-kind.ts'
import { engineSchema } from '../schema.ts'

/**
 * Run as a process of its own by a test, and killed by it: carries a run through a chain of links, each a command that
 * is given once the one before has reported. Performing a link writes its number to a file and to
 * standard output. Ends when the chain does.
 *
 * Arguments: location of the database as JSON, the file, how many links.
 */
const [location = '', file = '', links = ''] = process.argv.slice(2)

/** The links that have reported, in that order. */
type Chain = { reported: number[] }

const chain: RunKind<Chain, number, number> = {
  kind: 'test.chain',
  next(state, facts) {
    const reported = [...state.reported, ...facts]
    const done = reported.length >= Number(links)
    return { state: { reported }, commands: done ? [] : [reported.length], done }
  },
  async perform(link) {
    await appendFile(file, `${link}\n`)
    process.stdout.write(`${link}\n`)
    return [link]
  },
  failed: (link) => [link],
}

const store = await openStore({ ...JSON.parse(location), log: silentLogger })
await store.migrate([engineSchema])
// A short lease, because on PostgreSQL the commands of a killed process are only free when it has run out.
const engine = createEngine({ store, clock: systemClock, ids: randomIds, log: silentLogger, limits: { lease: 500 } })
engine.register(chain)
if (!(await engine.read(store.db, 'chain'))) {
  await store.transaction((db) => engine.start(db, 'test.chain', 'chain', { reported: [] }))
}
engine.startLoop()
process.stdout.write('ready\n')

const isDone = async () => (await engine.read(store.db, 'chain'))?.done === true
while (!(await isDone())) await systemClock.sleep(5)
await engine.stop()
await store.close()
