import { GithubRefusal, GithubRepository } from '@towpath/git/github/index.ts'
import type { HookedRepository, HookRefusal, RepositoryHooks } from '@towpath/services/codebuild/index.ts'

interface Deps {
  /** Base address of GitHub's API. Tokens for it go nowhere else, whatever a project says of its location. */
  githubApi: string
  fetch: typeof globalThis.fetch
}

/**
 * Webhooks of CodeBuild's projects. One with the same address is made anew: GitHub takes no second one, and never tells the
 * secret of a hook, so nobody can see whether it is still the right one.
 */
export function repositoryHooks(deps: Deps): RepositoryHooks {
  return {
    register: ({ url, secret, events, signal, ...asked }) =>
      within(deps, asked, async (github, api) => {
        for (const hook of await github.hooks(signal)) if (hook.url === url) await github.deleteHook(hook.id, signal)
        const { id } = await github.createHook({ url, secret, events }, signal)
        return { hookId: String(id), hookUrl: `${api}/repos/${asked.repository}/hooks/${id}` }
      }),
    remove: ({ hookId, signal, ...asked }) =>
      within(deps, asked, async (github) => {
        await github.deleteHook(Number(hookId), signal)
        return undefined
      }),
  }
}

async function within<T>(
  { githubApi, fetch }: Deps,
  asked: HookedRepository,
  work: (github: GithubRepository, api: string) => Promise<T>,
): Promise<T | HookRefusal> {
  try {
    const api = asked.serverType === 'GITHUB' ? githubApi : enterpriseApi(asked.location)
    if (api === undefined) throw new GithubRefusal('missing', `"${asked.location}" is not an https address`)
    return await work(new GithubRepository({ api, fetch }, asked.repository, asked.token), api)
  } catch (error) {
    if (!(error instanceof GithubRefusal)) throw error
    const { refused, message } = error
    return { refused: refused === 'conflict' ? 'unavailable' : refused, message }
  }
}

/** Of the server that the clone URL leads to. A token goes over TLS only: undefined for any other address. */
export function enterpriseApi(location: string): string | undefined {
  const url = URL.canParse(location) ? new URL(location) : undefined
  return url?.protocol === 'https:' ? `${url.origin}/api/v3` : undefined
}
