import type { AclEntry, SelinuxContext } from '../appspec/appspec.ts'

/** One step of an Install, in the form in which `<group>-install.json` has it. Paths are absolute. */
export type Instruction =
  | { type: 'copy'; source: string; destination: string }
  | { type: 'mkdir'; directory: string }
  | { type: 'chmod'; mode: string; file: string }
  | { type: 'setfacl'; acl: AclEntry[]; file: string }
  | { type: 'semanage'; context: SelinuxContext; file: string }
  | { type: 'chown'; owner?: string; group?: string; file: string }

/** What fails an Install (error code 5). The message is what is reported. */
export class InstallError extends Error {
  override readonly name = 'InstallError'
}
