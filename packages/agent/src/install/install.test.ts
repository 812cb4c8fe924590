import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { TestHost } from '../testing/host.ts'
import { appspec, type RevisionFiles } from '../testing/revisions.ts'
import { completeAcl } from './acl.ts'
import { formatCleanupEntry, parseCleanup } from './cleanup-file.ts'

// Only root can give files away; setfacl is part of the package acl. CI has both.
const isRoot = process.getuid?.() === 0
const hasAcls = isRoot && existsSync('/usr/bin/setfacl')

let host: TestHost
beforeEach(() => {
  host = new TestHost()
})

const target = (name: string) => join(host.target, name)
const read = (name: string) => readFileSync(target(name), 'utf8')
const modeOf = (name: string) => lstatSync(target(name)).mode & 0o7777
let deployments = 0

/** Installs a new deployment; resolves with what it failed with, or undefined. */
async function deploy(
  files: RevisionFiles,
  options: {
    mappings?: [string, string][]
    rest?: string
    fileExistsBehavior?: string
    prepare?: (archive: string) => void
    on?: TestHost
  } = {},
): Promise<string | undefined> {
  const { mappings = [['content', '']], rest = '', fileExistsBehavior = 'DISALLOW', on = host } = options
  const text = appspec({
    files: mappings.map(([source, to]) => ({
      source,
      destination: JSON.stringify(to.startsWith('/') ? to : target(to)),
    })),
    rest,
  })
  deployments += 1
  const spec = on.deployment(`d-${deployments}`, { 'appspec.yml': text, ...files }, { fileExistsBehavior })
  await on.run('DownloadBundle', spec)
  options.prepare?.(on.layout.deployment(spec).archive)
  const { status, diagnostics } = await on.run('Install', spec)
  return status === 'Failed' ? diagnostics.message : undefined
}

describe('copying', () => {
  test('a folder is copied with all that is in it, modes and times of files kept, modes of folders not', async () => {
    const failure = await deploy(
      { 'content/a.sh': 'true', 'content/d/b': 'b' },
      {
        prepare: (archive) => {
          mkdirSync(join(archive, 'content/empty'))
          chmodSync(join(archive, 'content/d'), 0o700)
          chmodSync(join(archive, 'content/a.sh'), 0o4711)
          symlinkSync('nowhere', join(archive, 'content/link'))
          execFileSync('touch', ['-d', '2001-02-03', join(archive, 'content/a.sh')])
        },
      },
    )

    expect(failure).toBeUndefined()
    expect(readdirSync(host.target).sort()).toEqual(['a.sh', 'd', 'empty', 'link'])
    expect(modeOf('a.sh')).toBe(0o4711)
    expect(modeOf('d')).toBe(0o777 & ~process.umask())
    expect(lstatSync(target('a.sh')).mtime.getFullYear()).toBe(2001)
    expect(readlinkSync(target('link'))).toBe('nowhere')
  })

  test('a file lands inside of its destination, which is always a folder', async () => {
    await deploy({ x: '1' }, { mappings: [['x', 'deep/er']] })

    expect(read('deep/er/x')).toBe('1')
  })

  test('/ is the whole revision, appspec included', async () => {
    await deploy({ x: '1' }, { mappings: [['/', '']] })

    expect(readdirSync(host.target).sort()).toEqual(['appspec.yml', 'x'])
  })

  test('links to folders inside of the revision are copied as folders', async () => {
    await deploy(
      { 'content/a': '1', 'other/b': '2' },
      { prepare: (archive) => symlinkSync('../other', join(archive, 'content/l')) },
    )

    expect(lstatSync(target('l')).isDirectory()).toBe(true)
    expect(read('l/b')).toBe('2')
  })

  test('destinations are below the destination root where there is one', async () => {
    const shared = new TestHost({ destinationRoot: join(host.folder, 'instance') })

    await deploy(
      { x: '1' },
      { mappings: [['x', '/var/www']], rest: 'permissions:\n  - object: /var/www/x\n    mode: 600\n', on: shared },
    )

    const installed = join(host.folder, 'instance/var/www/x')
    expect(readFileSync(installed, 'utf8')).toBe('1')
    expect(lstatSync(installed).mode & 0o777).toBe(0o600)
  })
})

describe('what is planned wrongly fails before anything is changed', () => {
  test.each<[string, RevisionFiles, [string, string][], string]>([
    ['a source that leaves the revision', {}, [['../../x', '']], 'outside of the revision'],
    ['a source that is missing', {}, [['none', '']], 'No such file or directory'],
    [
      'the same file twice',
      { x: '1', 'd/x': '2' },
      [
        ['x', ''],
        ['d/x', ''],
      ],
      'Two files',
    ],
    [
      'a file where a folder is planned',
      { 'd/x/y': '1', x: '2' },
      [
        ['d', ''],
        ['x', ''],
      ],
      'A file and a folder',
    ],
    [
      'a folder where a file is planned',
      { x: '2', 'd/x/y': '1' },
      [
        ['x', ''],
        ['d', ''],
      ],
      'A file and a folder',
    ],
  ])('%s', async (_, files, mappings, message) => {
    expect(await deploy(files, { mappings })).toContain(message)
    expect(existsSync(host.target)).toBe(false)
  })

  test('a link that leads out of the revision, or round in a circle', async () => {
    const files = { 'content/a': '1' }
    const outside = await deploy(files, { prepare: (archive) => symlinkSync('/etc', join(archive, 'content/etc')) })
    const circle = await deploy(files, { prepare: (archive) => symlinkSync('.', join(archive, 'content/self')) })

    expect(outside).toContain('leads out of it')
    expect(circle).toContain('a link to one that holds it')
  })

  test('a conflict leaves the files of the deployment before in place', async () => {
    await deploy({ 'content/a': 'old' })
    writeFileSync(target('b'), 'foreign')

    const failure = await deploy({ 'content/a': 'new', 'content/b': 'new' })

    expect(failure).toBe(
      `The deployment failed because a specified file already exists at this location: ${target('b')}`,
    )
    expect(read('a')).toBe('old')
    expect(await deploy({ 'content/a': 'newer' })).toBeUndefined()
    expect(read('a')).toBe('newer')
  })

  test('an unknown behavior matters only when a file is in the way', async () => {
    expect(await deploy({ 'content/a': '1' }, { fileExistsBehavior: 'PERHAPS' })).toBeUndefined()
    writeFileSync(target('b'), 'foreign')

    const failure = await deploy({ 'content/b': '1' }, { fileExistsBehavior: 'PERHAPS' })

    expect(failure).toBe('Unknown file exists behavior: PERHAPS')
  })
})

describe('a file in the way', () => {
  beforeEach(() => {
    mkdirSync(host.target)
    writeFileSync(target('a'), 'foreign')
  })

  test('is overwritten with OVERWRITE, and removed by the next deployment', async () => {
    expect(await deploy({ 'content/a': 'ours' }, { fileExistsBehavior: 'OVERWRITE' })).toBeUndefined()
    expect(read('a')).toBe('ours')

    await deploy({ 'content/b': '1' })

    expect(readdirSync(host.target)).toEqual(['b'])
  })

  test('is kept with RETAIN, also by the next deployment', async () => {
    await deploy({ 'content/a': 'ours' }, { fileExistsBehavior: 'RETAIN' })
    await deploy({ 'content/b': '1' })

    expect(read('a')).toBe('foreign')
  })

  test('is judged by the appspec before the deployment', async () => {
    const rest = 'file_exists_behavior: RETAIN\n'

    expect(await deploy({ 'content/a': 'ours' }, { rest, fileExistsBehavior: 'OVERWRITE' })).toBeUndefined()
    expect(read('a')).toBe('foreign')
  })

  test('is replaced by a symbolic link with OVERWRITE', async () => {
    const prepare = (archive: string) => symlinkSync('elsewhere', join(archive, 'content/a'))

    expect(await deploy({ 'content/b': '1' }, { prepare, fileExistsBehavior: 'OVERWRITE' })).toBeUndefined()
    expect(readlinkSync(target('a'))).toBe('elsewhere')
  })

  test('that is a dangling link is not written through', async () => {
    symlinkSync(join(host.folder, 'elsewhere'), target('b'))

    expect(await deploy({ 'content/b': '1' })).toContain('already exists')
    expect(existsSync(join(host.folder, 'elsewhere'))).toBe(false)
  })

  test('that is a folder is never overwritten', async () => {
    mkdirSync(target('b'))

    expect(await deploy({ 'content/b': '1' }, { fileExistsBehavior: 'OVERWRITE' })).toContain('there is a folder')
  })
})

describe('the next deployment', () => {
  test('removes what the last one made, and leaves what scripts made', async () => {
    await deploy({ 'content/a': '1', 'content/d/b': '2', 'content/e/c': '3' })
    writeFileSync(target('d/by-script'), 'x')

    await deploy({ 'content/z': '1' })

    expect(readdirSync(host.target).sort()).toEqual(['d', 'z'])
    expect(readdirSync(target('d'))).toEqual(['by-script'])
  })

  test('removes files whose names have blanks and line breaks', async () => {
    await deploy({ 'content/ blank ': '1', 'content/line\nbreak': '2', 'content/"quote"': '3' })
    expect(readdirSync(host.target)).toHaveLength(3)

    await deploy({ 'content/z': '1' })

    expect(readdirSync(host.target)).toEqual(['z'])
  })

  test('makes folders again that it removes first', async () => {
    await deploy({ 'content/d/a': '1' })

    expect(
      await deploy({ 'content/d/a': '2' }, { rest: permissions(['d', '    mode: 700\n    type: [directory]\n']) }),
    ).toBe(undefined)
    expect(read('d/a')).toBe('2')
  })
})

test('the record of an Install has the shape of the official one', async () => {
  await deploy({ 'content/a': '1' }, { rest: permissions(['a', '    mode: 600\n']) })

  const { instructions } = JSON.parse(readFileSync(host.layout.installInstructions('group-1'), 'utf8'))
  expect(instructions.map((step: { type: string }) => step.type)).toEqual(['mkdir', 'copy', 'chmod'])
  expect(instructions[2]).toEqual({ type: 'chmod', mode: '600', file: target('a') })
  expect(readFileSync(host.layout.cleanup('group-1'), 'utf8')).toBe(`${host.target}\n${target('a')}\n`)
})

test('event names are checked when the deployment says which there are', async () => {
  const spec = host.deployment(
    'd-x',
    { 'appspec.yml': appspec({ hooks: { BeforeInstal: 'a' } }) },
    { allPossibleLifecycleEvents: ['DownloadBundle', 'Install'] },
  )
  await host.run('DownloadBundle', spec)

  expect((await host.run('Install', spec)).diagnostics.message).toMatch(
    /^appspec.yml file contains unknown lifecycle events: \["BeforeInstal",/,
  )
})

/** The `permissions` section with entries `[object below the target, its further lines]`. */
function permissions(...entries: [object: string, fields: string][]): string {
  return `permissions:\n${entries.map(([object, fields]) => `  - object: ${target(object)}\n${fields}`).join('')}`
}

describe('permissions', () => {
  const files = { 'content/a.sh': 'true', 'content/b.txt': '1', 'content/d/c.sh': 'true' }

  test('of a folder are for what this deployment put below it and matches', async () => {
    mkdirSync(host.target)
    writeFileSync(target('foreign'), '', { mode: 0o644 })

    await deploy(files, {
      rest: permissions(['', '    pattern: "*.sh"\n    mode: 500\n'], ['', '    pattern: "*.txt"\n    mode: 400\n']),
    })

    expect([modeOf('a.sh'), modeOf('b.txt'), modeOf('d/c.sh')]).toEqual([0o500, 0o400, 0o755])
    expect(modeOf('foreign')).toBe(0o644)
  })

  test('** matches at any depth, exceptions and types are left out', async () => {
    await deploy(files, { rest: permissions(['', '    mode: 700\n    except: ["b*"]\n    type: [file]\n']) })

    expect([modeOf('a.sh'), modeOf('b.txt'), modeOf('d/c.sh')]).toEqual([0o700, 0o644, 0o700])
    expect(modeOf('d')).toBe(0o777 & ~process.umask())
  })

  test.each([
    ['an unknown owner', 'a.sh', '    owner: no-such-user\n', "can't find user for no-such-user"],
    ['an unknown group', 'a.sh', '    group: no-such-group\n', "can't find group for no-such-group"],
    ['a pattern for a file', 'a.sh', '    pattern: "*"\n', 'must not have a pattern'],
    ['exceptions for a file', 'a.sh', '    except: [x]\n', 'must not have exceptions'],
    ['default acls for a file', 'a.sh', '    acls: ["d:bob:7"]\n', 'Default acl entries are for folders only'],
  ])('%s fails', async (_, object, fields, message) => {
    expect(await deploy(files, { rest: permissions([object, fields]) })).toContain(message)
  })

  test('the same path hit twice fails', async () => {
    const rest = permissions(['', '    mode: 700\n'], ['a.sh', '    mode: 600\n'])

    expect(await deploy(files, { rest })).toContain('Two permissions')
  })

  test('never touch what a symbolic link leads to', async () => {
    const secret = join(host.folder, 'secret')
    writeFileSync(secret, '', { mode: 0o600 })

    await deploy(files, {
      rest: permissions(['', '    mode: 777\n']),
      prepare: (archive) => symlinkSync(secret, join(archive, 'content/link')),
    })

    expect(lstatSync(secret).mode & 0o777).toBe(0o600)
  })

  test.runIf(isRoot)('an owner set after the mode clears set-user-id', async () => {
    const rest = permissions(['a.sh', '    mode: 4711\n    owner: daemon\n    group: daemon\n'])

    expect(await deploy(files, { rest })).toBeUndefined()
    expect(modeOf('a.sh')).toBe(0o711)
    expect(lstatSync(target('a.sh')).uid).toBe(1)
  })

  test.runIf(hasAcls)('access control lists are set with what they need besides', async () => {
    expect(
      await deploy(files, { rest: permissions(['b.txt', '    mode: 640\n    acls: ["daemon:7"]\n']) }),
    ).toBeUndefined()

    const acl = execFileSync('getfacl', ['-cpE', target('b.txt')]).toString()
    expect(acl).toContain('user::rw-\nuser:daemon:rwx\ngroup::r--\nmask::r--\nother::---\n')
  })

  test('a context fails where SELinux is not installed', async () => {
    expect(await deploy(files, { rest: permissions(['a.sh', '    context: {type: t}\n']) })).toContain('semanage')
  })
})

test('a list for setfacl has base entries, a mask where one has a name, and the same for defaults', () => {
  const named = { kind: 'user', name: 'bob', permissions: 'rw-' } as const

  expect(completeAcl([{ ...named, isDefault: true }], 0o751)).toBe(
    'user::rwx,group::r-x,other::--x,default:user:bob:rw-,default:user::rwx,default:group::r-x,default:other::--x,default:mask::r-x',
  )
})

test('clean-up entries survive being written, whatever their names are; a cut-off last line does not count', () => {
  const entries = [{ path: '/a b ' }, { path: '/line\nbreak' }, { path: '/"q"' }, { selinux: '/x' }]

  expect(parseCleanup(entries.map(formatCleanupEntry).join(''))).toEqual(entries)
  expect(parseCleanup('/a\n/cut')).toEqual([{ path: '/a' }])
  expect(parseCleanup('relative\n"broken\n')).toEqual([])
})
