// The least that a server on Node can do with a request: reads it whole and answers with an empty object. Is forked.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((request, response) => {
  request.resume()
  request.on('end', () =>
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}'),
  )
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
// Ends with the bench, however that ends.
process.once('disconnect', () => process.exit())
process.on('SIGINT', () => {})
