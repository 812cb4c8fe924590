import type { ProjectSource } from '@aws-sdk/client-codebuild'

const GIT = new Set(['CODECOMMIT', 'GITHUB', 'GITHUB_ENTERPRISE', 'GITLAB', 'GITLAB_SELF_MANAGED', 'BITBUCKET'])

export const isGit = (type: string | undefined): boolean => GIT.has(type ?? '')

/** Where sources are put, relative to the build's output folder. */
export interface SourceFolders {
  primary: string
  secondary: Record<string, string>
}

/** `src<digits>/src`, and for git hosts the path of the repository below (observed). The digits follow from the build. */
export function sourceFolders(
  buildUuid: string,
  source: ProjectSource,
  secondary: readonly ProjectSource[],
): SourceFolders {
  const first = Number.parseInt(buildUuid.slice(0, 7), 16)
  const folder = (index: number, of: ProjectSource) =>
    `src${String(first + index).padStart(9, '0')}/src${repositoryPath(of)}`
  return {
    primary: folder(0, source),
    secondary: Object.fromEntries(
      secondary.map((each, index) => [each.sourceIdentifier ?? '', folder(index + 1, each)]),
    ),
  }
}

function repositoryPath({ type, location = '' }: ProjectSource): string {
  if (!isGit(type) || !URL.canParse(location)) return ''
  const { hostname, pathname } = new URL(location)
  const parts = [hostname, ...pathname.replace(/\.git$/, '').split('/')].filter(
    (part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part),
  )
  return parts.map((part) => `/${part}`).join('')
}
