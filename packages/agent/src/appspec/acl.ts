import { type AclEntry, InvalidAppSpec } from './appspec.ts'

const KINDS = new Map<string, AclEntry['kind']>([
  ['', 'user'],
  ['u', 'user'],
  ['user', 'user'],
  ['g', 'group'],
  ['group', 'group'],
  ['m', 'mask'],
  ['mask', 'mask'],
  ['o', 'other'],
  ['other', 'other'],
])

/** One entry: `[default:][user|group|mask|other]:[name]:permissions`, also with the first letters only. */
export function parseAclEntry(text: string): AclEntry {
  const fail = (why: string): never => {
    throw new InvalidAppSpec(`invalid acl entry ${JSON.stringify(text)}: ${why}`)
  }
  const parts = text.split(':')
  if (parts.length < 2 || parts.length > 4) return fail('it must have 2 to 4 parts separated by ":"')
  const permissions = parsePermissions(parts.pop() ?? '') ?? fail('permissions are one digit 0-7 or letters of rwx-')

  const isDefault = parts[0] === 'd' || parts[0] === 'default'
  if (isDefault) parts.shift()
  if (parts.length > 2) return fail('too many parts')
  const hasKind = parts.length === 2 || (parts.length === 1 && KINDS.has(parts[0] ?? ''))
  const written = hasKind ? (parts.shift() ?? '') : ''
  const kind = KINDS.get(written) ?? fail(`"${written}" is not a kind of entry`)
  const name = parts.shift() ?? ''

  if (/[\s,]/.test(name)) return fail('the name has a blank or a comma')
  if (name !== '' && (kind === 'mask' || kind === 'other')) return fail(`${kind} entries have no name`)
  if (name === '' && !isDefault && kind !== 'mask') return fail('use "mode" for the base entries')
  return { isDefault, kind, name, permissions }
}

function parsePermissions(text: string): string | undefined {
  if (/^[0-7]$/.test(text)) return lettersOf(Number(text))
  return /^[rwx-]+$/.test(text) ? text : undefined
}

/** 6 is `rw-`. */
export function lettersOf(bits: number): string {
  return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`
}

/** As `setfacl` takes it. */
export function formatAclEntry(entry: AclEntry): string {
  return `${entry.isDefault ? 'default:' : ''}${entry.kind}:${entry.name}:${entry.permissions}`
}
