/** What a pipeline hands over in place of files, for a build that wants the repository itself (full clone). */
export interface CloneReference {
  /** `OWNER/REPO`; without an owner, a CodeCommit repository of the build's account and region. */
  repository: string
  /** 40 hex digits. */
  commitId: string
  connectionArn?: string
}

/** More than any reference has, in bytes. */
export const LONGEST_REFERENCE = 16 * 1024

/** Undefined when the text is none: it may be anybody's. */
export function parseCloneReference(text: string): CloneReference | undefined {
  let read: Partial<Record<string, unknown>>
  try {
    read = JSON.parse(text) ?? {}
  } catch {
    return undefined
  }
  const { format, repository, commitId, connectionArn } = read
  if (format !== 'CODEBUILD_CLONE_REF' || typeof repository !== 'string' || typeof commitId !== 'string')
    return undefined
  const names = repository.split('/')
  if (names.length > 2 || names.some((name) => !/^[\w.-]+$/.test(name) || /^\.+$/.test(name))) return undefined
  if (!/^[0-9a-f]{40}$/.test(commitId)) return undefined
  return { repository, commitId, connectionArn: typeof connectionArn === 'string' ? connectionArn : undefined }
}

/** The repository as a project would name it. */
export function projectSource({ repository }: Pick<CloneReference, 'repository'>, region: string) {
  return repository.includes('/')
    ? { type: 'GITHUB' as const, location: `https://github.com/${repository}.git` }
    : {
        type: 'CODECOMMIT' as const,
        location: `https://git-codecommit.${region}.amazonaws.com/v1/repos/${repository}`,
      }
}
