import { GithubRefusal, type GithubRepository } from '@towpath/git/github/index.ts'
import type { GithubHooks, HookedRepository } from '@towpath/services/codepipeline/ports/github-hooks.ts'
import { type GithubAccess, githubRepository } from './github-access.ts'

/**
 * Webhooks in repositories of GitHub. One with the same address is made anew: GitHub takes no second one, and never tells
 * the secret of a hook, so nobody can see whether it is still the right one.
 */
export function githubHooks(access: GithubAccess): GithubHooks {
  return {
    register: ({ url, secret = '', signal, ...asked }) =>
      within(access, asked, async (github) => {
        for (const hook of await github.hooks(signal)) if (hook.url === url) await github.deleteHook(hook.id, signal)
        const made = await github.createHook({ url, secret, events: ['push'] }, signal)
        return { hookId: String(made.id) }
      }),
    remove: ({ hookId, signal, ...asked }) =>
      within(access, asked, async (github) => {
        await github.deleteHook(Number(hookId), signal)
        return undefined
      }),
  }
}

async function within<T>(
  access: GithubAccess,
  { account, repository, token }: HookedRepository,
  work: (github: GithubRepository) => Promise<T>,
): Promise<T | { refused: 'missing' | 'denied' | 'unavailable'; message: string }> {
  try {
    return await work(await githubRepository(access, { account, repository, token }))
  } catch (error) {
    if (!(error instanceof GithubRefusal)) throw error
    const { refused, message } = error
    return { refused: refused === 'conflict' ? 'unavailable' : refused, message }
  }
}
