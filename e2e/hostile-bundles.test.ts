import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CreateDeploymentCommand } from '@aws-sdk/client-codedeploy'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Entry, tar, zip } from './support/archives.ts'
import { appspec, script } from './support/bundle.ts'
import { sh } from './support/instances.ts'
import { BUCKET, type Outcome, type World, world } from './support/world.ts'

let here: World
let id: string
/** A folder of the machine that no bundle has any business in. */
let outside: string
/** The agent that must survive all of this. */
let agent: string
beforeAll(async () => {
  here = await world()
  id = here.instanceIds[0] ?? ''
  outside = await mkdtemp(join(tmpdir(), 'towpath-outside-'))
  await writeFile(join(outside, 'kept'), 'kept')
  await here.deploy({ 'appspec.yml': GOOD })
  agent = await agentPid()
})
afterAll(async () => {
  await here?.[Symbol.asyncDispose]()
  await rm(outside, { recursive: true, force: true })
})

const GOOD = 'version: 0.0\nos: linux\n'
const APPSPEC: Entry = { name: 'appspec.yml', content: GOOD }
const CLIMB = '../'.repeat(12)
const agentPid = () => sh(here.plane, id, 'service codedeploy-agent status')

let keys = 0
async function deploy(bundle: Buffer, bundleType: 'tar' | 'tgz' | 'zip'): Promise<Outcome> {
  const key = `hostile-${++keys}`
  await here.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: bundle }))
  const { deploymentId = '' } = await here.codedeploy.send(
    new CreateDeploymentCommand({
      applicationName: 'app',
      deploymentGroupName: 'group',
      revision: { revisionType: 'S3', s3Location: { bucket: BUCKET, key, bundleType } },
    }),
  )
  return here.ended(deploymentId)
}

/** The event that failed and what it said. */
function failure({ targets }: Outcome): [string | undefined, string | undefined] {
  const failed = targets[0]?.lifecycleEvents?.find((event) => event.status === 'Failed')
  return [failed?.lifecycleEventName, failed?.diagnostics?.message]
}

async function expectNothingHappened(): Promise<void> {
  expect(await readdir(outside)).toEqual(['kept'])
  expect(await readFile(join(outside, 'kept'), 'utf8')).toBe('kept')
}

const members: [what: string, entries: () => Entry[], message: RegExp][] = [
  ['a name that climbs out', () => [{ name: `${CLIMB}${outside}/new`, content: 'x' }], /\.\./],
  ['a name that climbs out later', () => [{ name: `a/b/../../${CLIMB}${outside}/new`, content: 'x' }], /\.\./],
  ['an absolute name', () => [{ name: `${outside}/kept`, content: 'x' }], /leads out of it|absolute path/],
  ['a link to somewhere else', () => [{ name: 'l', type: '2', link: outside }], /symbolic link that leads out of it/],
  [
    'a file below a link to somewhere else',
    () => [
      { name: 'l', type: '2', link: outside },
      { name: 'l/new', content: 'x' },
    ],
    /files below "l", which is a file or a link/,
  ],
  ['a link that climbs out', () => [{ name: 'l', type: '2', link: `..${outside}` }], /symbolic link that leads out/],
  [
    'a link that climbs out by way of another one',
    () => [
      { name: 'a/b/c/up', type: '2', link: '../../..' },
      { name: 'l', type: '2', link: 'a/b/c/up/../../..' },
    ],
    /symbolic link that leads out/,
  ],
  [
    'a file below a link that stays inside',
    () => [
      { name: 'a/b', content: 'x' },
      { name: 'l', type: '2', link: 'a' },
      { name: 'l/c', content: 'x' },
    ],
    /files below "l", which is a file or a link/,
  ],
  ['a character device', () => [{ name: 'null', type: '3' }], /refused/],
  ['a block device', () => [{ name: 'disk', type: '4' }], /refused/],
  ['a pipe', () => [{ name: 'pipe', type: '6' }], /refused/],
]

describe.each([
  ['tar', tar],
  ['zip', zip],
] as const)('a %s archive with', (type, pack) => {
  test.each(members)('%s fails at DownloadBundle, and nothing is written outside', async (_what, entries, message) => {
    const outcome = await deploy(pack([APPSPEC, ...entries()]), type)

    expect(failure(outcome)).toEqual(['DownloadBundle', expect.stringMatching(message)])
    await expectNothingHappened()
  })
})

const ZEROS = Buffer.alloc(70 * 1024 * 1024)

test.each<[string, 'tar' | 'tgz' | 'zip', () => Buffer, RegExp]>([
  [
    'a hard link to a file of the machine',
    'tar',
    () => tar([{ name: 'l', type: '1', link: '/etc/passwd' }]),
    /leads out/,
  ],
  ['a hard link that climbs out', 'tar', () => tar([{ name: 'l', type: '1', link: `..${outside}/kept` }]), /leads out/],
  [
    'ten gigabytes that are only declared',
    'tar',
    () => tar([{ name: 'a', declaredSize: 7 * 1024 ** 3 }]),
    /Error extracting/,
  ],
  ['a bomb', 'tgz', () => gzipSync(tar([APPSPEC, { name: 'zeros', content: ZEROS }])), /more than 250 times its size/],
  ['a zipped bomb', 'zip', () => zip([APPSPEC, { name: 'zeros', content: ZEROS }]), /more than 250 times its size/],
  ['a size that is a lie', 'zip', () => zip([{ name: 'a', content: 'long', declaredSize: 1 }]), /Error extracting zip/],
  ['half an archive', 'tgz', () => gzipSync(tar([APPSPEC])).subarray(0, 60), /Error extracting tar archive/],
  ['half an archive', 'zip', () => zip([APPSPEC, { name: 'a' }]).subarray(0, 90), /Error extracting zip archive/],
  ['no archive', 'tgz', () => Buffer.from('<html>404</html>'), /Error extracting tar archive/],
  ['no archive', 'zip', () => Buffer.from('<html>404</html>'), /Error extracting zip archive/],
])('%s (%s) fails at DownloadBundle, and says why', async (_what, type, bundle, message) => {
  const outcome = await deploy(bundle(), type)

  expect(failure(outcome)).toEqual(['DownloadBundle', expect.stringMatching(message)])
  await expectNothingHappened()
})

test.each<[string, string, string, RegExp]>([
  [
    'files from outside of the revision',
    'files:\n  - source: ../../../..\n    destination: /srv\n',
    'Install',
    /outside of the revision/,
  ],
  [
    'a hook outside of the revision',
    `hooks:\n  AfterInstall:\n    - location: ${CLIMB}bin/true\n`,
    'AfterInstall',
    /Script does not exist at specified location: .*leads out of the revision/,
  ],
  ['aliases that multiply', laughs(), 'BeforeInstall', /not valid YAML: Alias resolution is disabled/],
  ['a megabyte of brackets', `hooks: ${'['.repeat(1024 * 1024)}`, 'BeforeInstall', /too large/],
])('an appspec with %s fails, and says why', async (_what, text, event, message) => {
  const outcome = await deploy(tar([{ name: 'appspec.yml', content: `${GOOD}${text}` }]), 'tar')

  expect(failure(outcome)).toEqual([event, expect.stringMatching(message)])
})

function laughs(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let n = 1; n < 10; n++)
    lines.push(
      `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(', ')}]`,
    )
  return `${lines.join('\n')}\nhooks: *a9\n`
}

test('names that are strange but harmless are installed, and cleaned up by the next revision alone', async () => {
  const strange = ['a b', '-rf', '*', '$(touch new)', '`touch new`', "'", '"', ' ', '\\', 'ünï', '\u0001', 'a\nb']
  // Written one path a line, this would name a file of the machine.
  const folder = `line\n${outside}`
  const names = [...strange.map((name) => `app/${name}`), `app/${folder}/kept`]
  const spec = `${GOOD}files:\n  - source: app\n    destination: /srv/strange\n`
  const notUtf8 = Buffer.from([...Buffer.from('other/'), 0xff, 0xfe, 0x80])
  const entries = [...names, notUtf8].map((name) => ({ name, content: 'x' }))

  const first = await deploy(gzipSync(tar([{ name: 'appspec.yml', content: spec }, ...entries])), 'tgz')
  const installed = join(here.plane.dataFolder, 'instances/process', id, 'destinations/srv/strange')
  const found = await readdir(installed)
  const second = await deploy(tar([{ name: 'appspec.yml', content: GOOD }]), 'tar')

  expect([first.info.status, second.info.status]).toEqual(['Succeeded', 'Succeeded'])
  expect(found.sort()).toEqual([...strange, 'line\n'].sort())
  await expect(readdir(installed)).rejects.toMatchObject({ code: 'ENOENT' })
  await expectNothingHappened()
})

test('a set-user-id bit survives, as the official agent has it', async () => {
  const check = script('test "$(stat -c %a bin/tool)" = 4755', 'cd "$(dirname "$0")/.." && stat -c %a bin/tool')
  const entries: Entry[] = [
    { name: 'appspec.yml', content: appspec(['AfterInstall']) },
    { name: 'bin/tool', mode: 0o4755, content: 'x' },
    { name: 'scripts/AfterInstall.sh', mode: 0o755, content: check },
  ]

  for (const [type, pack] of [
    ['tar', tar],
    ['zip', zip],
  ] as const) {
    expect((await deploy(pack(entries), type)).info.status).toBe('Succeeded')
  }
})

test('a hundred thousand files are unpacked', async () => {
  const names = Array.from({ length: 100_000 }, (_, n) => ({ name: `f/${n % 100}/${n}` }))

  const { info } = await deploy(gzipSync(tar([APPSPEC, ...names]), { level: 1 }), 'tgz')

  expect(info.status).toBe('Succeeded')
})

test('after all that the agent is the one that began, no larger than it should be, and deploys', async () => {
  const peak = await sh(here.plane, id, `grep VmHWM /proc/${/\d+$/.exec(agent)?.[0]}/status`)

  const { info } = await here.deploy({ 'appspec.yml': GOOD })

  expect(info.status).toBe('Succeeded')
  expect(await agentPid()).toBe(agent)
  expect(Number(/\d+/.exec(peak)?.[0])).toBeLessThan(256 * 1024)
})
