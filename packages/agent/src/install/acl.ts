import { formatAclEntry, lettersOf } from '../appspec/acl.ts'
import type { AclEntry } from '../appspec/appspec.ts'

/**
 * The whole list for `setfacl --set`: the entries of the appspec, the base entries from the file's mode, and what a list
 * needs besides (a mask where an entry has a name; for default entries the base ones as well).
 */
export function completeAcl(entries: AclEntry[], mode: number): string {
  const own = entries.filter((entry) => !entry.isDefault)
  const defaults = entries.filter((entry) => entry.isDefault)
  const complete = [...own, ...missing(own, mode, false)]
  if (defaults.length > 0) complete.push(...defaults, ...missing(defaults, mode, true))
  return complete.map(formatAclEntry).join(',')
}

function missing(entries: AclEntry[], mode: number, isDefault: boolean): AclEntry[] {
  const has = (kind: AclEntry['kind']) => entries.some((entry) => entry.kind === kind && entry.name === '')
  const base = (kind: AclEntry['kind'], bits: number) => ({ isDefault, kind, name: '', permissions: lettersOf(bits) })
  const needed = [base('user', mode >> 6), base('group', mode >> 3), base('other', mode)]
  if (entries.some((entry) => entry.name !== '')) needed.push(base('mask', mode >> 3))
  return needed.filter((entry) => !has(entry.kind))
}
