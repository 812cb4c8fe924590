import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { createAuthority, createServerCertificate } from '@towpath/agent-link/envelope/certificates.ts'
import { aws, awsCli, type ControlPlane, startControlPlane, tool, until } from '@towpath/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appspec, script } from './support/bundle.ts'
import { machineAddress } from './support/machine-address.ts'
import { world } from './support/world.ts'

const cli = awsCli()
const curl = tool('curl', 'curl')
const git = tool('git', 'git')
const MAIN = join(import.meta.dirname, '..', 'packages', 'cli', 'src', 'main.ts')

interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** How long a line of many commands may take, in milliseconds; the aws CLI alone needs a second for each. */
const LIMIT = 150_000

/** Runs a program with nothing of the user's own settings for AWS, git and TLS. */
function run(file: string, args: string[], cwd = tmpdir()): Promise<Ended> {
  const env = {
    PATH: process.env.PATH,
    HOME: tmpdir(),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    AWS_PAGER: '',
  }
  return new Promise((resolve) => {
    execFile(file, args, { env, cwd, timeout: LIMIT }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 255) : 0, stdout, stderr })
    })
  })
}

const towpath = (...args: string[]) => run(process.execPath, [MAIN, ...args])

/** What a user's shell does after `eval "$(towpath env)"`. */
function shell(plane: ControlPlane, line: string, cwd?: string): Promise<Ended> {
  const script = `eval "$("$0" "$1" env --data "$2")"; ${line}`
  return run('bash', ['-euo', 'pipefail', '-c', script, process.execPath, MAIN, plane.dataFolder], cwd)
}

/** Name of the certificate that an address serves, with an authority that the caller trusts. */
function served(port: number, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

const missing = cli.missing || curl.missing || git.missing
describe.skipIf(missing)('listening beyond loopback', { timeout: LIMIT + 10_000 }, () => {
  let plane: ControlPlane
  let folder: string
  beforeAll(async () => {
    plane = await startControlPlane({ host: machineAddress(), flags: ['--tls-names', 'deploy.example.com'] })
    folder = await mkdtemp(join(tmpdir(), 'towpath-tls-'))
  })
  afterAll(async () => {
    await plane?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  test('is TLS, and everything that tells the address says so', async () => {
    const kept = JSON.parse(await readFile(join(plane.dataFolder, 'endpoint.json'), 'utf8'))

    expect(plane.endpoint).toMatch(/^https:\/\//)
    expect(kept).toMatchObject({ endpoint: plane.endpoint, caFile: join(plane.dataFolder, 'tls', 'ca.pem') })
    const modes = ['ca.pem', 'ca-key.pem', 'server.pem'].map(async (name) => {
      return ((await stat(join(plane.dataFolder, 'tls', name))).mode & 0o777).toString(8)
    })
    expect(await Promise.all(modes)).toEqual(['644', '600', '600'])
  })

  test('the aws CLI works by what "towpath env" prints, uploads included', async () => {
    const upload = 'head -c 20000000 /dev/zero > big; aws s3 mb s3://uploads >&2; aws s3 cp big s3://uploads/big >&2;'
    const { code, stdout, stderr } = await shell(
      plane,
      `${upload} aws s3api head-object --bucket uploads --key big --query ContentLength; aws sts get-caller-identity --query Arn`,
      folder,
    )

    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stdout.split('\n')).toEqual(['20000000', '"arn:aws:iam::123456789012:root"', ''])
  })

  test('who does not trust the authority gets no further than the handshake', async () => {
    const { AWS_CA_BUNDLE: _, ...environment } = plane.environment

    const impatient = aws({ ...environment, AWS_MAX_ATTEMPTS: '1' })

    expect(await impatient.failing('sts', 'get-caller-identity')).toMatch(/SSL validation failed/)
    const plain = await run('curl', ['-sS', `${plane.endpoint}/healthz`])
    expect(plain).toMatchObject({ code: 60, stdout: '' })
  })

  test('curl is content with the address and with names that were asked for, and with no others', async () => {
    const to = (name: string) => {
      const { hostname } = new URL(plane.endpoint)
      const trust = ['-sS', '--cacert', plane.caFile ?? '', '--connect-to', `::${hostname}:${plane.port}`]
      return run('curl', [...trust, `https://${name}:${plane.port}/healthz`])
    }

    for (const name of [new URL(plane.endpoint).hostname, 'deploy.example.com', 'localhost']) {
      expect(await to(name)).toMatchObject({ code: 0, stdout: '{"status":"ok"}' })
    }
    expect(await to('other.example.com')).toMatchObject({ code: 60 })
  })

  test('git pushes and clones by what "towpath env" prints', async () => {
    const steps = [
      'aws codecommit create-repository --repository-name demo-app >/dev/null',
      'url=$(aws codecommit get-repository --repository-name demo-app --query repositoryMetadata.cloneUrlHttp --output text)',
      'aws iam create-user --user-name pusher >/dev/null',
      'aws iam attach-user-policy --user-name pusher --policy-arn arn:aws:iam::aws:policy/AdministratorAccess',
      'key=$(aws iam create-service-specific-credential --user-name pusher --service-name codecommit.amazonaws.com' +
        " --query 'ServiceSpecificCredential.[ServiceUserName,ServicePassword]' --output text)",
      `export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=credential.helper` +
        ` GIT_CONFIG_VALUE_0="!set -- $key; echo username=$(set -- $key; echo $1); echo password=$(set -- $key; echo $2); :"`,
      'git init -q -b main source && cd source && echo hello > file && git add file',
      'git -c user.name=Test -c user.email=test@example.com commit -qm first',
      'git push -q "$url" main && cd .. && git clone -q "$url" copy && cat copy/file && echo "$url"',
    ]

    const { code, stdout, stderr } = await shell(plane, steps.join('\n'), folder)

    expect({ code, stderr }).toMatchObject({ code: 0 })
    const [content, url] = stdout.trim().split('\n')
    expect(content).toBe('hello')
    expect(url).toContain(`${plane.endpoint}/git/`)
  })

  test('our own command line trusts it, by the data folder and by the environment', async () => {
    const byFolder = await towpath('status', '--data', plane.dataFolder)
    const byEnvironment = await shell(plane, '"$0" "$1" status')

    expect(byFolder).toMatchObject({ code: 0, stdout: expect.stringContaining(`${plane.endpoint} answers`) })
    expect(byEnvironment).toMatchObject({ code: 0, stdout: expect.stringContaining(`${plane.endpoint} answers`) })
  })

  test('policies see that the connection is encrypted; on the address for instances they see that it is not', async () => {
    const cli = aws(plane.environment)
    await cli('iam', 'create-user', '--user-name', 'careful')
    const statement = { Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' }
    const condition = { Bool: { 'aws:SecureTransport': 'true' } }
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, Condition: condition }] })
    const named = ['--user-name', 'careful', '--policy-name', 'secure', '--policy-document', policy]
    await cli('iam', 'put-user-policy', ...named)
    const { AccessKey } = (await cli('iam', 'create-access-key', '--user-name', 'careful')) as {
      AccessKey: { AccessKeyId: string; SecretAccessKey: string }
    }
    const keys = { AWS_ACCESS_KEY_ID: AccessKey.AccessKeyId, AWS_SECRET_ACCESS_KEY: AccessKey.SecretAccessKey }
    const { instanceEndpoint } = JSON.parse(await readFile(join(plane.dataFolder, 'endpoint.json'), 'utf8'))

    const secure = await aws({ ...plane.environment, ...keys })('iam', 'list-users')
    const plain = aws({ ...plane.environment, ...keys, AWS_ENDPOINT_URL: instanceEndpoint })

    expect(secure).toHaveProperty('Users')
    expect(instanceEndpoint).toMatch(/^http:\/\//)
    expect(await plain.failing('iam', 'list-users')).toContain('AccessDenied')
  })

  test('after SIGKILL the same authority is used, and a half-written file is not', async () => {
    const ca = await readFile(plane.caFile ?? '', 'utf8')
    await plane.kill()
    await writeFile(join(plane.dataFolder, 'tls', 'server.pem.new'), '-----BEGIN CERTIFICATE-----\nMII')
    await writeFile(join(plane.dataFolder, 'tls', 'server.pem'), '-----BEGIN CERTIFICATE-----\nMII')
    await plane.start()

    expect(await readFile(plane.caFile ?? '', 'utf8')).toBe(ca)
    expect(await aws(plane.environment)('sts', 'get-caller-identity')).toHaveProperty('Arn')
  })
})

test('listening on all addresses, instances are deployed to, and find the control plane again after it was killed', async () => {
  await using here = await world({ host: '0.0.0.0' })
  const instancesGo = async () =>
    JSON.parse(await readFile(join(here.plane.dataFolder, 'endpoint.json'), 'utf8')).instanceEndpoint
  const files = { 'appspec.yml': appspec(['AfterInstall']), 'scripts/AfterInstall.sh': script('true') }

  expect((await here.deploy(files)).info.status).toBe('Succeeded')
  const before = await instancesGo()
  await here.plane.kill()
  await here.plane.start()

  expect(here.plane.endpoint).toMatch(/^https:/)
  expect(await instancesGo()).toBe(before)
  expect((await here.deploy(files)).info.status).toBe('Succeeded')
})

test("the operator's own certificate is used, and another one as soon as its files are there", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-pair-'))
  try {
    const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) }
    const authority = await createAuthority({ name: 'Operator', ...validity })
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
    async function renew(name: string) {
      const made = await createServerCertificate(authority, { name, hosts: ['localhost', '127.0.0.1'], ...validity })
      await writeFile(files.cert, made.certificate)
      await writeFile(files.key, made.privateKey)
    }
    await renew('first')
    await using plane = await startControlPlane({
      flags: ['--tls-cert', files.cert, '--tls-key', files.key],
      trust: authority.certificate,
    })
    expect(plane.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:/)
    expect(plane.caFile).toBeUndefined()
    expect(await served(plane.port, authority.certificate)).toBe('first')

    await renew('second')

    await until(
      'the new certificate is served',
      async () => (await served(plane.port, authority.certificate)) === 'second',
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('plain HTTP beyond loopback is spoken when it is asked for, with a warning', async () => {
  await using plane = await startControlPlane({ host: machineAddress(), flags: ['--insecure-http'] })

  expect(plane.endpoint).toMatch(/^http:\/\//)
  expect(plane.log()).toContain('--insecure-http')
  expect((await fetch(`${plane.endpoint}/healthz`)).status).toBe(200)
  await expect(stat(join(plane.dataFolder, 'tls'))).rejects.toThrow(/ENOENT/)
})

test('half a pair is refused before anything is started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-half-'))
  try {
    const ended = await towpath('serve', '--data', join(folder, 'data'), '--tls-cert', 'cert.pem')

    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--tls-key') })
    await expect(stat(join(folder, 'data'))).rejects.toThrow(/ENOENT/)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
