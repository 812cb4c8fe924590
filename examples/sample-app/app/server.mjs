// A web server that says which instance and which deployment it is.
import { createServer } from 'node:http'
import { address } from './address.mjs'
import { page } from './page.mjs'

const { host, port, instance } = await address()
const body = page({ instance, deployment: process.env.DEPLOYMENT_ID })

createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  response.end(body)
}).listen(port, host, () => console.log(`sample-app answers on http://${host}:${port}`))
