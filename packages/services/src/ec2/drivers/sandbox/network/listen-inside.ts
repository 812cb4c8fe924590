/*
 * A short-lived program: started in a network namespace of its own, it listens there and hands the listening sockets
 * to its parent. A socket stays in the namespace in which it was made, so the parent answers there ever after.
 *
 * Arguments: the addresses, port 80 of each. It says "made", is told "listen" once the addresses exist, and sends each
 * socket with its address.
 */
import { createServer } from 'node:net'

const addresses = process.argv.slice(2)

process.on('message', (message) => {
  if (message !== 'listen') return
  let left = addresses.length
  for (const address of addresses) {
    // Nothing may be accepted here: the connection would be lost.
    const server = createServer({ pauseOnConnect: true })
    server.on('error', (error) => {
      process.stderr.write(`cannot listen on ${address}: ${error.message}\n`)
      process.exit(1)
    })
    server.listen(80, address, () => {
      process.send?.(address, server, undefined, () => {
        left -= 1
        if (left === 0) process.disconnect?.()
      })
    })
  }
})
process.send?.('made')
