import type { Permission } from '../appspec/appspec.ts'
import { matchesGlob } from '../appspec/permissions.ts'
import { InstallError, type Instruction } from './instructions.ts'
import type { FilePlan } from './plan-files.ts'

/**
 * The steps that set permissions, after all copies. Only what this deployment copies or makes is touched: for an object
 * that is a file, that file; for a folder, what is below it and matches.
 *
 * Throws InstallError when two entries hit the same path, or an entry for a file has what only folders have.
 */
export function planPermissions(
  permissions: Permission[],
  plan: FilePlan,
  destinationOf: (path: string) => string,
): Instruction[] {
  const hit = new Set<string>()
  return permissions.flatMap((permission) => {
    const object = destinationOf(permission.object)
    const paths = pathsOf(permission, object, plan)
    return paths.flatMap((path) => {
      if (hit.has(path)) throw new InstallError(`Two permissions of the AppSpec file are for the same path: ${path}`)
      hit.add(path)
      return instructionsFor(permission, path, plan.copies.get(path)?.isSymlink ?? false)
    })
  })
}

function pathsOf(permission: Permission, object: string, plan: FilePlan): string[] {
  if (plan.copies.has(object)) return permission.type.includes('file') ? [checkedFile(permission, object)] : []
  const prefix = object === '/' ? '/' : `${object}/`
  const candidates = [
    ...(permission.type.includes('directory') ? plan.folders : []),
    ...(permission.type.includes('file') ? plan.copies.keys() : []),
  ]
  return candidates
    .filter((path) => path.startsWith(prefix) && matches(permission, path.slice(prefix.length)))
    .map((path) => (plan.copies.has(path) ? withoutDefaultAcls(permission, path) : path))
}

function checkedFile(permission: Permission, file: string): string {
  if (permission.pattern !== '**') throw new InstallError(`The permission for the file ${file} must not have a pattern`)
  if (permission.except.length > 0)
    throw new InstallError(`The permission for the file ${file} must not have exceptions`)
  return withoutDefaultAcls(permission, file)
}

function withoutDefaultAcls(permission: Permission, file: string): string {
  if (permission.acls?.some((entry) => entry.isDefault)) {
    throw new InstallError(`Default acl entries are for folders only, and ${file} is a file`)
  }
  return file
}

/** `**` is everything below; all other patterns are about names directly in the object. */
function matches(permission: Permission, name: string): boolean {
  const isDirect = !name.includes('/')
  if (isDirect && permission.except.some((pattern) => matchesGlob(pattern, name))) return false
  return permission.pattern === '**' || (isDirect && matchesGlob(permission.pattern, name))
}

/**
 * In the order of the official agent: the owner comes last, and its change clears set-user-id (observed). A symbolic
 * link has only an owner of its own; unlike there, what it leads to is left alone.
 */
function instructionsFor(permission: Permission, file: string, isSymlink: boolean): Instruction[] {
  const { mode, acls, context, owner, group } = permission
  const steps: Instruction[] = []
  if (mode !== undefined && !isSymlink) steps.push({ type: 'chmod', mode, file })
  if (acls && !isSymlink) steps.push({ type: 'setfacl', acl: acls, file })
  if (context && !isSymlink) steps.push({ type: 'semanage', context, file })
  if (owner !== undefined || group !== undefined) steps.push({ type: 'chown', owner, group, file })
  return steps
}
