/** What an appspec file asks for. */
export interface AppSpec {
  files: FileMapping[]
  /** Scripts by lifecycle event, in the order of the file. */
  hooks: Record<string, Script[]>
  permissions: Permission[]
  fileExistsBehavior?: FileExistsBehavior
}

export const FILE_EXISTS_BEHAVIORS = ['DISALLOW', 'OVERWRITE', 'RETAIN'] as const
export type FileExistsBehavior = (typeof FILE_EXISTS_BEHAVIORS)[number]

export interface FileMapping {
  /** Relative to the revision; `/` is all of it. */
  source: string
  /** Always a folder. */
  destination: string
}

export interface Script {
  location: string
  timeoutSeconds: number
  runas?: string
  sudo: boolean
}

export interface Permission {
  object: string
  pattern: string
  except: string[]
  type: ('file' | 'directory')[]
  owner?: string
  group?: string
  /** Three or four octal digits. */
  mode?: string
  acls?: AclEntry[]
  context?: SelinuxContext
}

export interface AclEntry {
  isDefault: boolean
  kind: 'user' | 'group' | 'mask' | 'other'
  /** Empty for the owner, the owning group, mask and other. */
  name: string
  /** Letters of `rwx-`. */
  permissions: string
}

export interface SelinuxContext {
  user?: string
  type: string
  range?: string
}

/** An appspec that cannot be used. The message names the file. */
export class InvalidAppSpec extends Error {
  override readonly name = 'InvalidAppSpec'
}

export const DEFAULT_SCRIPT_TIMEOUT_SECONDS = 3600
