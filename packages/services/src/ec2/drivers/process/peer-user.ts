import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'

/**
 * Which user's process is at the other end of a loopback connection, by the kernel's table of connections; undefined
 * when it cannot be told.
 */
export async function peerUser(socket: Socket): Promise<number | undefined> {
  if (socket.remotePort === undefined || socket.localPort === undefined) return undefined
  const table = await readFile('/proc/net/tcp', 'utf8').catch(() => '')
  return userOf(table, socket.remotePort, socket.localPort)
}

/** The user that owns the connection from port `local` to port `remote` of 127.0.0.1, in the form of /proc/net/tcp. */
export function userOf(table: string, local: number, remote: number): number | undefined {
  const end = (port: number) => `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  for (const line of table.split('\n')) {
    const [, from, to, , , , , user] = line.trim().split(/\s+/)
    if (from === end(local) && to === end(remote)) return Number(user)
  }
  return undefined
}
