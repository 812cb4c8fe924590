import type { Endpoint } from '../api.ts'
import { getTarball, getZipball } from './archives.ts'
import { compareCommits, getCommit, listCommits } from './commits.ts'
import { deleteContents, getContents, getRootContents, putContents } from './contents.ts'
import { createHooks, deleteHooks, getHook, listHooks } from './hooks.ts'
import { getBranch, getRef, getRepository, listBranches } from './repository.ts'
import { createStatus, getCombinedStatus, listStatuses } from './statuses.ts'

/** The only list of endpoints; the first that fits answers. */
export const ENDPOINTS: Endpoint[] = [
  getRepository,
  listBranches,
  getBranch,
  getRef,
  listCommits,
  // Before `/commits/*`, which would take them for parts of a name.
  listStatuses,
  getCombinedStatus,
  getCommit,
  compareCommits,
  getRootContents,
  getContents,
  putContents,
  deleteContents,
  getTarball,
  getZipball,
  createStatus,
  listHooks,
  getHook,
  createHooks,
  deleteHooks,
]
