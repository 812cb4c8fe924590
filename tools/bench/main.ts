// npm run bench [NAME ...]: measures the budgets and prints a table. Not a test: figures depend on the machine.
import { api } from './api/api.ts'
import { boot } from './boot.ts'
import { deliveryBench } from './delivery/delivery.ts'
import { fleet } from './fleet/fleet.ts'
import { idle } from './fleet/idle.ts'
import { oneHost } from './one-host.ts'
import { type Figure, machine, table, ticks } from './report.ts'

const BENCHES: Record<string, () => Promise<Figure[]>> = {
  boot,
  'one-host': oneHost,
  fleet,
  idle,
  api,
  delivery: deliveryBench,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  console.error(`Unknown bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}
// Ctrl-C ends the control plane that is being measured; what runs here fails by that, cleans up, and ends.
process.on('SIGINT', () => console.error('cleaning up ...'))

console.log(`npm run bench ${asked.join(' ')}`.trim())
console.log(`before: ${machine()}`)
const before = ticks()
const figures: Figure[] = []
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.error(`measuring ${name} ...`)
  figures.push(...(await bench()))
}
const after = ticks()
const stolen = ((after.stolen - before.stolen) / (after.all - before.all)) * 100
console.log(`after:  ${machine()}`)
console.log(`taken away by the machine's own host meanwhile: ${stolen.toFixed(0)} % of the processors`)
console.log(table(figures))
