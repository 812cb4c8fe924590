import { parseAclEntry } from './acl.ts'
import { InvalidAppSpec, type Permission } from './appspec.ts'
import { entriesOf, type Fields, optionalText, requiredText, textList } from './fields.ts'
import { parseContext } from './selinux-context.ts'

export function parsePermissions(section: unknown): Permission[] {
  return entriesOf(section, 'permissions').map((fields, index) => parsePermission(fields, `permission ${index + 1}`))
}

function parsePermission(fields: Fields, where: string): Permission {
  const object = requiredText(fields, 'object', where)
  const permission: Permission = {
    object,
    pattern: optionalText(fields, 'pattern', where) ?? '**',
    except: textList(fields, 'except', where),
    type: parseTypes(fields, where),
  }
  const owner = optionalText(fields, 'owner', where)
  const group = optionalText(fields, 'group', where)
  const mode = optionalText(fields, 'mode', where)
  const context = parseContext(fields.context, where)
  if (owner !== undefined) permission.owner = owner
  if (group !== undefined) permission.group = group
  if (mode !== undefined) permission.mode = parseMode(mode, where)
  if (fields.acls !== undefined && fields.acls !== null) {
    permission.acls = textList(fields, 'acls', where).map(parseAclEntry)
  }
  if (context) permission.context = context
  return permission
}

function parseTypes(fields: Fields, where: string): Permission['type'] {
  const types = textList(fields, 'type', where)
  if (types.length === 0) return ['file', 'directory']
  return types.map((type) => {
    if (type === 'file' || type === 'directory') return type
    throw new InvalidAppSpec(`"type" in ${where} must be file or directory, not ${JSON.stringify(type)}`)
  })
}

/**
 * Octal digits as text. A YAML number with a leading zero has become another number before it gets here: `0600` is read
 * as octal and arrives as `384` (observed; quote it, or leave the zero out).
 */
function parseMode(text: string, where: string): string {
  const mode = text.padStart(3, '0')
  if (/^[0-7]{3,4}$/.test(mode)) return mode
  throw new InvalidAppSpec(
    `"mode" in ${where} must be 1 to 4 octal digits, not ${JSON.stringify(text)} (a number with a leading zero must be quoted)`,
  )
}

/** Whether a name is matched by a pattern that knows only `*`. */
export function matchesGlob(pattern: string, name: string): boolean {
  const parts = pattern.split('*')
  const [first = '', ...rest] = parts
  if (rest.length === 0) return pattern === name
  const last = rest.pop() ?? ''
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false
  // Between the fixed ends, each part is found as early as possible: linear, whatever the pattern.
  let position = first.length
  for (const part of rest) {
    const found = name.indexOf(part, position)
    if (found < 0 || found + part.length > name.length - last.length) return false
    position = found + part.length
  }
  return true
}
