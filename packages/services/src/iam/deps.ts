import type { Clock, Ids, Logger, SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { createDirectory, type Directory } from './directory/directory.ts'
import { type LastUseRecorder, lastUseRecorder } from './directory/last-use-recorder.ts'

/** What the composition root gives this room. */
export interface IamOptions {
  store: Store
  clock: Clock
  ids: Ids
  log: Logger
  sealing: SealingKey
  /** The account of this control plane, which the root key belongs to. */
  account: string
  /** The key of the root user: configuration, not a row. */
  rootKey: { accessKeyId: string; secretAccessKey: string }
}

/** The same, with what the parts of this room share within one process. */
export interface IamDeps extends IamOptions {
  directory: Directory
  lastUses: LastUseRecorder
}

/** To be made once in a process: all parts must share one memory, or a change would not be felt at once. */
export function iamDeps(options: IamOptions): IamDeps {
  return { ...options, directory: createDirectory(options), lastUses: lastUseRecorder(options) }
}
