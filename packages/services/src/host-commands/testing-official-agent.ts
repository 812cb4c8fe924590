import { connect, type Socket } from 'node:net'
import { type HttpRequest, type SigningScope, sign } from '@towpath/agent-link'
import { REGION } from './testing.ts'

/*
 * The official agent (1.8.1 with aws-sdk-ruby3 3.168.1) as it was seen on the wire: order, names and values of the
 * headers, bodies of the same text, header and body written one after the other, connections kept.
 */

export interface Answer {
  status: number
  /** By lower-case name. */
  headers: Record<string, string>
  body: string
}

/** One kept connection of an agent. An agent has two: polls use one while a command that runs uses the other. */
export interface AgentConnection extends AsyncDisposable {
  /** An operation of the command service; `body` goes out as it is. */
  call(operation: string, body: string): Promise<Answer>
  /** Reads an object. `path`: `/BUCKET/KEY?versionId=...`. */
  getObject(path: string): Promise<Answer>
  /** What the agent sends before its first poll: any answer will do. */
  checkServer(): Promise<Answer>
}

export async function agentConnection(
  endpoint: string,
  credentials: { accessKeyId: string; secretAccessKey: string },
): Promise<AgentConnection> {
  const { host, port, hostname } = new URL(endpoint)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const answers = readAnswers(socket)

  async function exchange(head: string[], body = ''): Promise<Answer> {
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    if (body !== '') socket.write(body)
    const { value } = await answers.next()
    if (!value) throw new Error('The connection was closed without an answer')
    return value
  }

  function signed(request: HttpRequest, service: SigningScope['service']): Record<string, string> {
    return sign(request, { service, region: REGION }, credentials, new Date()).headers
  }

  return {
    call(operation, body) {
      const target = `CodeDeployCommandService_v20141006.${operation}`
      const given = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': target,
        'x-amz-codedeploy-agent-version': 'OFFICIAL_1.8.1-15_deb',
      }
      const request = { method: 'POST', url: new URL(endpoint), headers: given, body }
      const headers = signed(request, 'codedeploy-commands')
      const head = [
        'POST / HTTP/1.1',
        'Accept-Encoding: ',
        'User-Agent: aws-sdk-ruby3/3.168.1 ruby/3.1.2 x86_64-linux-gnu aws-sdk-codedeploycommand/1.0.0',
        'Content-Type: application/x-amz-json-1.1',
        `X-Amz-Target: ${target}`,
        'X-Amz-Codedeploy-Agent-Version: OFFICIAL_1.8.1-15_deb',
        `Host: ${host}`,
        `X-Amz-Date: ${headers['x-amz-date']}`,
        `X-Amz-Content-Sha256: ${headers['x-amz-content-sha256']}`,
        `Authorization: ${headers.authorization}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Accept: */*',
      ]
      return exchange(head, body)
    },
    getObject(path) {
      const headers = signed({ method: 'GET', url: new URL(path, endpoint), headers: {} }, 's3')
      return exchange([
        `GET ${path} HTTP/1.1`,
        'Accept-Encoding: ',
        'User-Agent: aws-sdk-ruby3/3.168.1 ruby/3.1.2 x86_64-linux-gnu aws-sdk-s3/1.117.2',
        `Host: ${host}`,
        `X-Amz-Date: ${headers['x-amz-date']}`,
        `X-Amz-Content-Sha256: ${headers['x-amz-content-sha256']}`,
        `Authorization: ${headers.authorization}`,
        'Accept: */*',
      ])
    },
    checkServer() {
      return exchange([
        'GET / HTTP/1.1',
        'Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3',
        'Accept: */*',
        'User-Agent: Ruby',
        'Connection: close',
        `Host: ${host}`,
      ])
    },
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => socket.destroy().once('close', resolve))
    },
  }
}

/** The answers that come over a connection, one after the other, until it is closed. */
async function* readAnswers(socket: Socket): AsyncGenerator<Answer, undefined> {
  let received = Buffer.alloc(0)
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk as Buffer])
    const answer = parse(received)
    if (!answer) continue
    received = received.subarray(answer.length)
    yield answer
  }
  return undefined
}

/** The answer that the bytes begin with, once it is complete. Our answers to agents always tell their length. */
function parse(bytes: Buffer): (Answer & { length: number }) | undefined {
  const split = bytes.indexOf('\r\n\r\n')
  if (split < 0) return undefined
  const [status = '', ...lines] = bytes.subarray(0, split).toString('latin1').split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const length = split + 4 + Number(headers['content-length'])
  if (bytes.length < length) return undefined
  const body = bytes.subarray(split + 4, length).toString('utf8')
  return { status: Number(status.split(' ')[1]), headers, body, length }
}
