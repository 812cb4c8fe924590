// A process of its own for the simulated hosts, so that their work is not taken for the control plane's. Is forked.
import type { SimulatedHost } from './simulated-host.ts'
import { simulatedHost } from './simulated-host.ts'

/** What the bench sends first. */
export interface Fleet {
  endpoint: string
  hosts: SimulatedHost[]
}

const stop = new AbortController()
// Ends with the bench, however that ends.
process.once('disconnect', () => stop.abort())
// Ctrl-C is sent to every process of the terminal.
process.on('SIGINT', () => {})

process.once('message', ({ endpoint, hosts }: Fleet) => {
  let calls = 0
  process.on('message', () => process.send?.({ calls }))
  const options = { endpoint, signal: stop.signal, counted: () => calls++ }
  Promise.all(hosts.map((host) => simulatedHost(host, options))).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
