import { hostname, networkInterfaces } from 'node:os'
import type { Machine } from './server-names.ts'

/** The machine's name and the addresses that others may reach it by, at this moment. */
export function thisMachine(): Machine {
  const addresses = Object.values(networkInterfaces()).flatMap((all = []) => all)
  return {
    hostname: hostname(),
    addresses: addresses.filter(({ internal }) => !internal).map(({ address }) => address),
  }
}
