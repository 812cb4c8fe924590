import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The metadata service (version 2) of an instance that does not exist. */
export interface MetadataServer extends AsyncDisposable {
  /** For `AWS_EC2_METADATA_SERVICE_ENDPOINT`. */
  endpoint: string
}

/** `data`: values by their path below `/latest/meta-data/`. */
export async function metadataServer(data: Record<string, string>): Promise<MetadataServer> {
  const token = 'token-of-a-test'
  const server = createServer((request, response) => {
    const end = (status: number, text: string) => response.writeHead(status).end(text)
    if (request.url === '/latest/api/token') return end(request.method === 'PUT' ? 200 : 405, token)
    if (request.headers['x-aws-ec2-metadata-token'] !== token) return end(401, '')
    const value = data[(request.url ?? '').replace('/latest/meta-data/', '')]
    return value === undefined ? end(404, '') : end(200, value)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
