/** `OWNER/REPO`, both of which are also folder names below the folder of the repositories. */
export type RepositoryPath = `${string}/${string}`

/**
 * One part: letters, digits, `.`, `_`, `-`; not only dots, no leading `-` (it would read as an option), not `.git`
 * at the end (the address adds it). What GitHub and CodeCommit accept, less what could not be a folder.
 */
const PART = /^(?!\.+$)(?!-)(?!.*\.git$)(?!.*\.lock$)[A-Za-z0-9._-]{1,100}$/i

export function isRepositoryPath(text: string): text is RepositoryPath {
  const parts = text.split('/')
  return parts.length === 2 && parts.every((part) => PART.test(part))
}

/** `OWNER/REPO` out of `/git/OWNER/REPO.git/rest`, and the rest (`/info/refs`, ...). Undefined when it is no such path. */
export function parseRepositoryPath(urlPath: string): { repository: RepositoryPath; rest: string } | undefined {
  const match = /^\/git\/([^/]+)\/([^/]+?)\.git(\/.*)?$/.exec(urlPath)
  if (!match) return undefined
  const repository = `${match[1]}/${match[2]}`
  return isRepositoryPath(repository) ? { repository, rest: match[3] ?? '' } : undefined
}
