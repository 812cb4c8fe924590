import { githubAccountTokenNameRequired, invalidGitHubAccountTokenName } from '../errors.ts'

// Names are the user's own words in AWS's console; printable characters without the space at the ends.
const NAME = /^(?! )[\x20-\x7e]{1,255}(?<! )$/

/** The name of a stored token, checked. */
export function checkGithubTokenName(name: string | undefined): string {
  if (!name) throw githubAccountTokenNameRequired()
  if (!NAME.test(name)) throw invalidGitHubAccountTokenName(name)
  return name
}
