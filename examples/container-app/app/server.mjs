// A web server that says in which instance's container, of which image and by which deployment it runs.
import { createServer } from 'node:http'
import { page } from './page.mjs'

const body = page(process.env)
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  response.end(body)
})
server.listen(5000, () => console.log('container-app answers on port 5000 of its container'))

// The first process of a container gets no default handling of signals: without this `docker stop` waits, then kills.
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
