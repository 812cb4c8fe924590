// A web server that says which instance and which deployment it is.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { address } from './address.mjs'

const page = readFileSync(new URL('index.html', import.meta.url), 'utf8')
const { host, port, instance } = await address()

createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  response.end(
    page.replaceAll('{{instance}}', instance).replaceAll('{{deployment}}', process.env.DEPLOYMENT_ID ?? 'by hand'),
  )
}).listen(port, host, () => console.log(`sample-app answers on http://${host}:${port}`))
