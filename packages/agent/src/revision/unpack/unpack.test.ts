import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import { beforeEach, describe, expect, test } from 'vitest'
import { parseConfig, type UnpackLimits } from '../../config/config.ts'
import { DeploymentFolder } from '../../host/layout.ts'
import { writeRevision } from '../../testing/revisions.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { unpackBundle } from './unpack.ts'

const { limits } = parseConfig('', 'test').config

let folder: string
let deployment: DeploymentFolder
beforeEach(() => {
  folder = temporaryFolder()
  deployment = new DeploymentFolder(join(folder, 'root', 'd-1'))
  mkdirSync(deployment.path, { recursive: true })
})

type Entry = Partial<Header> & { name: string; content?: string | Buffer }

async function tarOf(entries: Entry[]): Promise<Buffer> {
  const archive = pack()
  for (const { content = '', ...header } of entries) archive.entry({ mode: 0o644, ...header } as Header, content)
  archive.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of archive) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

/** One member of a zip, byte by byte: no library writes what is wrong on purpose. */
function zipOf(entries: { name: string; content?: string; mode?: number; size?: number }[]): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const { name, content = '', mode = 0o100644, size } of entries) {
    const [nameBytes, data] = [Buffer.from(name), Buffer.from(content)]
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt32LE(crc32(data), 14)
    local.writeUInt32LE(data.length, 18)
    local.writeUInt32LE(size ?? data.length, 22)
    local.writeUInt16LE(nameBytes.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE((3 << 8) | 20, 4)
    central.writeUInt16LE(20, 6)
    central.writeUInt32LE(crc32(data), 16)
    central.writeUInt32LE(data.length, 20)
    central.writeUInt32LE(size ?? data.length, 24)
    central.writeUInt16LE(nameBytes.length, 28)
    central.writeUInt32LE((mode << 16) >>> 0, 38)
    central.writeUInt32LE(offset, 42)
    locals.push(local, nameBytes, data)
    centrals.push(central, nameBytes)
    offset += local.length + nameBytes.length + data.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

function crc32(data: Buffer): number {
  let crc = ~0
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

function unpack(bundle: Buffer, type: 'tar' | 'tgz' | 'zip', overrides: Partial<UnpackLimits> = {}): Promise<void> {
  writeFileSync(deployment.bundle, bundle)
  return unpackBundle(deployment, type, { ...limits, ...overrides })
}

const at = (name: string) => join(deployment.archive, name)
const modeOf = (name: string) => lstatSync(at(name)).mode & 0o7777

describe('bundles made by the usual programs', () => {
  const commands = {
    tar: ['tar', '-cf', 'bundle', '-C', 'source', '.'],
    tgz: ['tar', '-czf', 'bundle', '-C', 'source', '.'],
    zip: ['sh', '-c', 'cd source && zip -qry ../bundle.zip . && mv ../bundle.zip ../bundle'],
  } as const

  test.each(Object.entries(commands))('%s: content, modes, links and empty folders survive', async (type, command) => {
    const source = writeRevision(join(folder, 'source'), {
      'appspec.yml': 'version: 0.0',
      'bin/run.sh': 'true',
      'a b': 'x',
    })
    mkdirSync(join(source, 'empty'))
    execFileSync('sh', ['-c', 'ln -s bin/run.sh link; chmod 4750 bin/run.sh; chmod 700 empty'], { cwd: source })
    const [program, ...args] = command
    execFileSync(program, args, { cwd: folder })

    await unpack(readFileSync(join(folder, 'bundle')), type as 'tar')

    expect(readdirSync(deployment.archive).sort()).toEqual(['a b', 'appspec.yml', 'bin', 'empty', 'link'])
    expect(readFileSync(at('bin/run.sh'), 'utf8')).toBe('#!/bin/sh\ntrue\n')
    expect(modeOf('bin/run.sh')).toBe(0o4750)
    expect(modeOf('empty')).toBe(0o700)
    expect(readlinkSync(at('link'))).toBe('bin/run.sh')
  })
})

test('compression is seen from the content: what GitHub calls a tarball is gzip', async () => {
  await unpack(gzipSync(await tarOf([{ name: 'a', content: 'x' }])), 'tar')

  expect(readFileSync(at('a'), 'utf8')).toBe('x')
})

test('a bundle of nothing at all is a transfer that failed', async () => {
  await expect(unpack(Buffer.alloc(0), 'tgz')).rejects.toThrow(/the bundle is empty/)
})

test('hard links inside of the bundle work', async () => {
  await unpack(
    await tarOf([
      { name: 'a', content: 'x' },
      { name: 'b', type: 'link', linkname: 'a' },
    ]),
    'tar',
  )

  expect(readFileSync(at('b'), 'utf8')).toBe('x')
})

test('a folder without write permission can be filled', async () => {
  const entries = [{ name: 'd/', type: 'directory', mode: 0o555 } as const, { name: 'd/a', content: 'x' }]

  await unpack(await tarOf(entries), 'tar')

  expect(modeOf('d')).toBe(0o555)
})

test('an earlier unpacked revision is replaced', async () => {
  await unpack(await tarOf([{ name: 'old' }]), 'tar')
  await unpack(await tarOf([{ name: 'new' }]), 'tar')

  expect(readdirSync(deployment.archive)).toEqual(['new'])
})

describe('a single folder at the top', () => {
  test('is lifted when it has an appspec in it, in any case', async () => {
    await unpack(await tarOf([{ name: 'repo-abc/AppSpec.yaml' }, { name: 'repo-abc/x' }]), 'tar')

    expect(readdirSync(deployment.archive).sort()).toEqual(['AppSpec.yaml', 'x'])
  })

  test('is kept otherwise', async () => {
    await unpack(await tarOf([{ name: 'repo/x' }]), 'tar')
    expect(readdirSync(deployment.archive)).toEqual(['repo'])

    await unpack(await tarOf([{ name: 'repo/appspec.yml' }, { name: 'y' }]), 'tar')
    expect(readdirSync(deployment.archive).sort()).toEqual(['repo', 'y'])
  })
})

describe('a hostile bundle is refused and leaves nothing', () => {
  const outside = () => join(folder, 'outside')
  const big = { maxUnpackedBytes: 1000 }
  const tars: [string, () => Entry[], string, Partial<UnpackLimits>?][] = [
    ['a name with ..', () => [{ name: '../outside', content: 'x' }], 'leads out of it'],
    ['.. in the middle', () => [{ name: 'a/../../../outside', content: 'x' }], 'leads out of it'],
    ['an absolute name', () => [{ name: outside(), content: 'x' }], 'leads out of it'],
    [
      'an absolute link',
      () => [{ name: 'l', type: 'symlink', linkname: '/etc/passwd' }],
      'symbolic link that leads out',
    ],
    ['a climbing link', () => [{ name: 'a/l', type: 'symlink', linkname: '../../x' }], 'symbolic link that leads out'],
    [
      'a link that climbs out by way of another one',
      () => [
        { name: 'a/b/c/up', type: 'symlink', linkname: '../../..' },
        { name: 'l', type: 'symlink', linkname: 'a/b/c/up/../../not-there' },
      ],
      'symbolic link that leads out',
    ],
    [
      'a file through a link',
      () => [
        { name: 'l', type: 'symlink', linkname: '..' },
        { name: 'l/outside', content: 'x' },
      ],
      'which is a file or a link',
      { allowOutsideSymlinks: true },
    ],
    [
      'a file through a link inside',
      () => [
        { name: 'd/', type: 'directory' },
        { name: 'l', type: 'symlink', linkname: 'd' },
        { name: 'l/x', content: 'x' },
      ],
      'which is a file or a link',
    ],
    ['a hard link to outside', () => [{ name: 'h', type: 'link', linkname: '/etc/passwd' }], 'leads out of it'],
    [
      'a hard link through a link',
      () => [
        { name: 'l', type: 'symlink', linkname: '/etc' },
        { name: 'h', type: 'link', linkname: 'l/passwd' },
      ],
      'which is no folder',
      { allowOutsideSymlinks: true },
    ],
    [
      'a hard link to a link',
      () => [
        { name: 'l', type: 'symlink', linkname: 'x' },
        { name: 'h', type: 'link', linkname: 'l' },
      ],
      'a link to a file that is not in it',
    ],
    ['a device', () => [{ name: 'd', type: 'character-device', devmajor: 1, devminor: 3 }], 'which is refused'],
    ['a block device', () => [{ name: 'd', type: 'block-device' }], 'which is refused'],
    ['a pipe', () => [{ name: 'p', type: 'fifo' }], 'which is refused'],
    ['too much content', () => [{ name: 'a', content: Buffer.alloc(2000) }], 'max_unpacked_mb', big],
    [
      'too many members',
      () => [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
      'max_unpacked_entries',
      { maxEntries: 2 },
    ],
    ['a file where a folder is', () => [{ name: 'a/b' }, { name: 'a' }], 'as a file and as a folder'],
  ]
  test.each(tars)('tar: %s', async (_, entries, message, overrides) => {
    const all = [{ name: 'first', content: 'x' }, ...entries()]

    await expect(unpack(await tarOf(all), 'tar', overrides)).rejects.toThrow(message)

    expect(existsSync(outside())).toBe(false)
    expect(readdirSync(deployment.path)).toEqual(['bundle.tar'])
  })

  test('tar: a file that replaces a link is written beside what the link leads to', async () => {
    writeFileSync(outside(), 'untouched')
    const entries: Entry[] = [
      { name: 'l', type: 'symlink', linkname: outside() },
      { name: 'l', content: 'evil' },
    ]

    await unpack(await tarOf(entries), 'tar', { allowOutsideSymlinks: true })

    expect(readFileSync(outside(), 'utf8')).toBe('untouched')
    expect(readFileSync(at('l'), 'utf8')).toBe('evil')
  })

  test('tar: ten gigabytes that are only declared', async () => {
    const bundle = await tarOf([{ name: 'a', content: 'x' }])
    bundle.write('120000000000\0', 124)
    let sum = 8 * 32
    for (const [index, byte] of bundle.subarray(0, 512).entries()) if (index < 148 || index >= 156) sum += byte
    bundle.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)

    await expect(unpack(bundle, 'tar', { maxUnpackedBytes: 1024 ** 3 })).rejects.toThrow('max_unpacked_mb')
    await expect(unpack(bundle, 'tar', { maxUnpackedBytes: 1024 ** 4 })).rejects.toThrow('Unexpected end of data')
  })

  test('tgz: a bomb', async () => {
    const bomb = gzipSync(await tarOf([{ name: 'a', content: Buffer.alloc(80 * 1024 * 1024) }]))

    await expect(unpack(bomb, 'tgz')).rejects.toThrow('max_unpack_ratio')
    expect(readdirSync(deployment.path)).toEqual(['bundle.tar'])
  })

  test.each([
    ['a name with ..', { name: '../outside', content: 'x' }, /\.\./],
    ['an absolute name', { name: '/tmp/outside', content: 'x' }, 'absolute'],
    ['a link to outside', { name: 'l', content: '../../x', mode: 0o120777 }, 'symbolic link that leads out'],
    ['a device', { name: 'd', mode: 0o020666 }, 'special file'],
    ['a pipe', { name: 'p', mode: 0o010666 }, 'special file'],
    ['a size that is a lie', { name: 'a', content: 'xxxx', size: 2 }, 'Error extracting zip archive'],
  ])('zip: %s', async (_, entry, message) => {
    await expect(unpack(zipOf([{ name: 'first' }, entry]), 'zip')).rejects.toThrow(message)

    expect(existsSync(outside())).toBe(false)
    expect(readdirSync(deployment.path)).toEqual(['bundle.tar'])
  })

  test.each([
    ['tar', 'Error extracting tar archive'],
    ['tgz', 'Error extracting tar archive'],
    ['zip', 'Error extracting zip archive'],
  ] as const)('%s: content that is no archive', async (type, message) => {
    await expect(unpack(Buffer.alloc(5000, 'x'), type)).rejects.toThrow(message)
  })

  test('one that is cut off', async () => {
    const whole = gzipSync(
      await tarOf([{ name: 'a', content: Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 251)) }]),
    )

    await expect(unpack(whole.subarray(0, whole.length / 2), 'tgz')).rejects.toThrow('Error extracting tar archive')
    expect(readdirSync(deployment.path)).toEqual(['bundle.tar'])
  })
})
