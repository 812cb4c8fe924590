import type { Clock, Ids, Logger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { AuditLog, Authorizer } from '../access.ts'
import type { CredentialStore } from '../principal.ts'
import type { ServiceEntry } from '../service.ts'

/** What the wire is built from. */
export interface WireOptions {
  entries: ServiceEntry[]
  credentials: CredentialStore
  authorizer: Authorizer
  audit: AuditLog
  store: Store
  clock: Clock
  ids: Ids
  log: Logger
  /** Account of this control plane: that of anonymous requests. */
  account: string
  /** Region of requests that name none. */
  defaultRegion: string
  /** `http://HOST:PORT` for answers to calls that come from inside. */
  endpoint?: string
}
