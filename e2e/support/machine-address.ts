import { networkInterfaces } from 'node:os'

/** Bridges that local instances and containers hang on; they come and go. */
const BRIDGE = /^(tpb|docker|br-|veth|virbr)/

/** An IPv4 address of this machine that is not loopback; all of them, on a machine that has none. */
export function machineAddress(): string {
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    const found = addresses.find(({ internal, family }) => !internal && family === 'IPv4')
    if (found && !BRIDGE.test(name)) return found.address
  }
  return '0.0.0.0'
}
