// A web server that says in which instance's container and by which deployment it runs.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const { INSTANCE_ID = 'no instance', DEPLOYMENT_ID = 'by hand' } = process.env
const page = readFileSync(new URL('index.html', import.meta.url), 'utf8')
  .replaceAll('{{instance}}', INSTANCE_ID)
  .replaceAll('{{deployment}}', DEPLOYMENT_ID)

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  response.end(page)
})
server.listen(5000, () => console.log('sample-container answers on port 5000 of its container'))

// The first process of a container gets no default handling of signals: without this `docker stop` waits, then kills.
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
