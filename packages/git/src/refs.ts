import { git, tryGit } from './run-git.ts'

/** Where a branch pointed before and after something happened. Absent: there was or is none. */
export interface RefChange {
  /** `refs/heads/main`, `refs/tags/v1`. */
  ref: string
  before?: string
  after?: string
}

/** All branches and tags with the object each points to (tags peeled to their commit). */
export async function listRefs(folder: string): Promise<Map<string, string>> {
  const format = '%(refname)%00%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)'
  const out = await git(folder, ['for-each-ref', `--format=${format}`, 'refs/heads', 'refs/tags'])
  const refs = new Map<string, string>()
  for (const line of out.toString('utf8').split('\n')) {
    const [ref, id] = line.split('\0')
    if (ref && id) refs.set(ref, id)
  }
  return refs
}

export function refChanges(before: Map<string, string>, after: Map<string, string>): RefChange[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names]
    .sort()
    .map((ref) => ({ ref, before: before.get(ref), after: after.get(ref) }))
    .filter((change) => change.before !== change.after)
}

/** Whether git accepts `name` as a branch: also refuses names that begin like an option. */
export async function isBranchName(folder: string, name: string): Promise<boolean> {
  if (name === '' || name.startsWith('-') || name.includes('\0')) return false
  return (await tryGit(folder, ['check-ref-format', `refs/heads/${name}`])).code === 0
}

/** The commit that `ref` (a full name or a hex id) means, or undefined. */
export async function resolveCommit(folder: string, ref: string): Promise<string | undefined> {
  if (ref.includes('\0')) return undefined
  const result = await tryGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])
  const id = result.stdout.toString('utf8').trim()
  return result.code === 0 && /^[0-9a-f]{40,64}$/.test(id) ? id : undefined
}

/** Full names under which `ref` is looked for, branches first. What git would read as an expression (`main~1`) is none. */
export function fullNames(ref: string): string[] {
  if (/^[0-9a-f]{40}$/.test(ref)) return [ref]
  if (/[\p{Cc} ~^:?*[\\]|@\{|\.\./u.test(ref)) return []
  return /^refs\/(heads|tags)\//.test(ref) ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`]
}

/** The newest commit that two commits both contain, or undefined. */
export async function mergeBase(folder: string, one: string, other: string): Promise<string | undefined> {
  const result = await tryGit(folder, ['merge-base', '--end-of-options', one, other])
  return result.code === 0 ? result.stdout.toString('utf8').trim() : undefined
}

/** How many commits each of two has that the other does not contain. */
export async function distance(folder: string, one: string, other: string): Promise<{ one: number; other: number }> {
  const out = await git(folder, ['rev-list', '--left-right', '--count', '--end-of-options', `${one}...${other}`])
  const [left, right] = out.toString('latin1').trim().split('\t').map(Number)
  return { one: left ?? 0, other: right ?? 0 }
}
