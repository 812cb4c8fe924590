import type { Subnet } from '../drivers/driver.ts'

/** `10.213.4.0/24` */
export const formatSubnet = (subnet: Subnet) => `${subnet.network}/${subnet.prefixLength}`

/** Reads `10.213.4.0/24`; undefined for anything else, also for an address that is not the first of its subnet. */
export function parseSubnet(text: string): Subnet | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text)
  const [, network = '', length = ''] = match ?? []
  const prefixLength = Number(length)
  const valid = match && toNumber(network) !== undefined && prefixLength >= 8 && prefixLength <= 30
  if (!valid) return undefined
  const subnet = { network, prefixLength }
  return firstOf(subnet) === toNumber(network) ? subnet : undefined
}

/** The address `index` steps after the subnet's first: 1 is the gateway. */
export function addressAt(subnet: Subnet, index: number): string {
  return toText(firstOf(subnet) + index)
}

export const gatewayOf = (subnet: Subnet) => addressAt(subnet, 1)

/** How many addresses the subnet has, the ones nobody can have included. */
export const sizeOf = (subnet: Subnet) => 2 ** (32 - subnet.prefixLength)

/** The position of an address in the subnet, or undefined when it is not an instance's. */
export function indexOf(subnet: Subnet, address: string): number | undefined {
  const index = (toNumber(address) ?? 0) - firstOf(subnet)
  return index >= 2 && index < sizeOf(subnet) - 1 ? index : undefined
}

/** The lowest address that no instance has, or undefined when all are taken. */
export function freeAddress(subnet: Subnet, taken: ReadonlySet<string>): string | undefined {
  for (let index = 2; index < sizeOf(subnet) - 1; index++) {
    const address = addressAt(subnet, index)
    if (!taken.has(address)) return address
  }
  return undefined
}

export function overlap(a: Subnet, b: Subnet): boolean {
  const length = Math.min(a.prefixLength, b.prefixLength)
  return firstOf({ ...a, prefixLength: length }) === firstOf({ ...b, prefixLength: length })
}

/** The first subnet of 10.213.0.0/16 and its neighbours, from a place that `seed` picks, that nothing here uses. */
export function chooseSubnet(seed: number, used: Subnet[]): Subnet | undefined {
  for (let step = 0; step < 1024; step++) {
    const place = (seed + step) % 1024
    const subnet = { network: `10.${213 + Math.floor(place / 256)}.${place % 256}.0`, prefixLength: 24 }
    if (!used.some((other) => overlap(subnet, other))) return subnet
  }
  return undefined
}

/** A hardware address out of the range that nobody sells, told by the IPv4 address alone. */
export function hardwareAddress(address: string): string {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))
  return ['02', '54', ...bytes].join(':')
}

const firstOf = ({ network, prefixLength }: Subnet) => {
  const size = 2 ** (32 - prefixLength)
  return Math.floor((toNumber(network) ?? 0) / size) * size
}

function toNumber(address: string): number | undefined {
  const parts = address.split('.').map(Number)
  const valid = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)
  return valid ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined
}

const toText = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
