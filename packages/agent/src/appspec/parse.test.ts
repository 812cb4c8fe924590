import { describe, expect, test } from 'vitest'
import { parseAppSpec } from './parse.ts'

const parse = (body: string) => parseAppSpec(`version: 0.0\nos: linux\n${body}`, 'appspec.yml')
const script = (fields: string) => parse(`hooks:\n  AfterInstall:\n    - ${fields}\n`).hooks.AfterInstall?.[0]
const permission = (fields: string) => parse(`permissions:\n  - object: /srv\n${fields}`).permissions[0]

test('a whole appspec is read', () => {
  const appspec = parse(`
file_exists_behavior: OVERWRITE
files:
  - source: /
    destination: /var/www
hooks:
  ApplicationStop:
  AfterInstall:
    - location: scripts/a.sh
      timeout: 30
      runas: web
permissions:
  - object: /var/www
    pattern: "*.sh"
    except: [b.sh]
    owner: web
    group: web
    mode: 755
    type: [file]
    acls: ["u:bob:rw", "d:g::7"]
    context: { name: system_u, type: httpd_sys_content_t, range: "s0-s2:c1,c3.c5" }
`)

  expect(appspec).toEqual({
    fileExistsBehavior: 'OVERWRITE',
    files: [{ source: '/', destination: '/var/www' }],
    hooks: { AfterInstall: [{ location: 'scripts/a.sh', timeoutSeconds: 30, runas: 'web', sudo: false }] },
    permissions: [
      {
        object: '/var/www',
        pattern: '*.sh',
        except: ['b.sh'],
        owner: 'web',
        group: 'web',
        mode: '755',
        type: ['file'],
        acls: [
          { isDefault: false, kind: 'user', name: 'bob', permissions: 'rw' },
          { isDefault: true, kind: 'group', name: '', permissions: 'rwx' },
        ],
        context: { user: 'system_u', type: 'httpd_sys_content_t', range: 's0-s2:c1,c3.c5' },
      },
    ],
  })
})

describe('version and os', () => {
  test.each(['0.0', '0', '0.00', '-0.0'])('version %s passes', (version) => {
    expect(parseAppSpec(`version: ${version}\nos: linux`, 'a')).toMatchObject({ files: [] })
  })

  test.each(['version: "0.0"\nos: linux', 'version: 1.0\nos: linux', 'os: linux'])(
    '%j has no valid version',
    (text) => {
      expect(() => parseAppSpec(text, 'a')).toThrow('invalid version value')
    },
  )

  test.each(['os: Linux', 'os: windows', ''])('%j is no supported operating system', (text) => {
    expect(() => parseAppSpec(`version: 0.0\n${text}`, 'a')).toThrow('unsupported operating system')
  })

  test('unknown keys, line ends of Windows and a byte order mark do no harm', () => {
    expect(parseAppSpec('\uFEFFversion: 0.0\r\nos: linux\r\nextra: 1\r\n', 'a').hooks).toEqual({})
  })
})

describe('what cannot be read', () => {
  test.each([
    ['', 'it is empty'],
    ['- a', 'not a mapping'],
    ['a: [', 'not valid YAML'],
    ['version: 0.0\nos: linux\nx: &a 1\ny: *a', 'not valid YAML: Alias'],
    ['version: 0.0\nos: linux\nx: 2001-01-01', 'dates'],
    ['version: 0.0\nos: linux\nx: !ruby/object:File {}', 'not valid YAML'],
  ])('%j: %s', (text, message) => {
    expect(() => parseAppSpec(text, 'deploy.yml')).toThrow(message)
    expect(() => parseAppSpec(text, 'deploy.yml')).toThrow('deploy.yml')
  })

  test.each([
    ['files: x', '"files" must be a list'],
    ['files: [{source: a}]', 'entry 1 of "files" has no "destination"'],
    ['files: [{destination: a}]', 'has no "source"'],
    ['hooks: [a]', '"hooks" must be a mapping'],
    ['hooks: {AfterInstall: [{timeout: 1}]}', 'script 1 of AfterInstall has no "location"'],
    ['hooks: {AfterInstall: [{location: "  "}]}', 'has no "location"'],
    ['hooks: {AfterInstall: [{location: a, runas: "-c"}]}', 'not the name of a user'],
    ['file_exists_behavior: overwrite', '"file_exists_behavior" must be one of'],
    ['permissions: [{pattern: a}]', 'permission 1 has no "object"'],
    ['permissions: [{object: a, type: [link]}]', 'must be file or directory, not "link"'],
    ['permissions: [{object: a, mode: 0600}]', 'not "384"'],
    ['permissions: [{object: a, mode: "00600"}]', 'must be 1 to 4 octal digits'],
    ['permissions: [{object: a, mode: 888}]', 'must be 1 to 4 octal digits'],
    ['permissions: [{object: a, acls: ["x"]}]', '2 to 4 parts'],
    ['permissions: [{object: a, acls: ["u::rw"]}]', 'use "mode"'],
    ['permissions: [{object: a, acls: ["o::rw"]}]', 'use "mode"'],
    ['permissions: [{object: a, acls: ["m:bob:rw"]}]', 'mask entries have no name'],
    ['permissions: [{object: a, acls: ["z:bob:rw"]}]', '"z" is not a kind'],
    ['permissions: [{object: a, acls: ["constructor:bob:rw"]}]', 'is not a kind'],
    ['permissions: [{object: a, acls: ["bob:9"]}]', 'one digit 0-7'],
    ['permissions: [{object: a, context: {name: x}}]', 'has no "type"'],
    ['permissions: [{object: a, context: {type: t, role: r}}]', 'not supported'],
    ['permissions: [{object: a, context: {type: t, range: s2-s1}}]', 'high sensitivity is below'],
    ['permissions: [{object: a, context: {type: t, range: "s0:c5.c1"}}]', 'ends before it begins'],
    ['permissions: [{object: a, context: {type: t, range: "s0:c1,c1"}}]', 'c1 is there twice'],
    ['permissions: [{object: a, context: {type: t, range: "s0:c1024"}}]', 'categories end at'],
  ])('%s: %s', (body, message) => {
    expect(() => parse(body)).toThrow(message)
  })
})

describe('scripts', () => {
  test.each([
    ['location: a', 3600],
    ['{location: a, timeout: "7"}', 7],
    ['{location: a, timeout: 7.9}', 7],
    ['{location: a, timeout: 12abc}', 12],
  ])('%s may take %d seconds', (fields, seconds) => {
    expect(script(fields)?.timeoutSeconds).toBe(seconds)
  })

  test.each(['abc', '0.5', '0', '-1', '[]'])('a timeout of %s is refused', (timeout) => {
    expect(() => script(`{location: a, timeout: ${timeout}}`)).toThrow('must be a number of seconds greater than 0')
  })

  test('locations are trimmed and may be numbers', () => {
    expect(script('location: " a.sh "')?.location).toBe('a.sh')
    expect(script('location: 5')?.location).toBe('5')
  })

  test.each([
    ['yes', true],
    ['"x"', true],
    ['no', false],
    ['~', false],
  ])('sudo: %s is %s', (value, sudo) => {
    expect(script(`{location: a, sudo: ${value}}`)?.sudo).toBe(sudo)
  })
})

describe('permissions', () => {
  test.each([
    ['4', '004'],
    ['"0600"', '0600'],
    ['600', '600'],
    ['4755', '4755'],
  ])('mode %s is %s', (written, mode) => {
    expect(permission(`    mode: ${written}\n`)?.mode).toBe(mode)
  })

  test.each([
    ['bob:6', 'user', 'bob', 'rw-', false],
    [':bob:rwx', 'user', 'bob', 'rwx', false],
    ['g:adm:r-x', 'group', 'adm', 'r-x', false],
    ['m::rw', 'mask', '', 'rw', false],
    ['m:rw', 'mask', '', 'rw', false],
    ['default:user:bob:7', 'user', 'bob', 'rwx', true],
    ['d:o::0', 'other', '', '---', true],
    ['d:7', 'user', '', 'rwx', true],
  ])('acl entry %s', (text, kind, name, permissions, isDefault) => {
    expect(permission(`    acls: ["${text}"]\n`)?.acls).toEqual([{ kind, name, permissions, isDefault }])
  })
})
