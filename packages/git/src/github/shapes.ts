/** Reads GitHub's answers. They come from outside: what is not as documented is a refusal, not a crash. */
import type { GithubCommit, GithubHook } from './client.ts'
import { GithubRefusal } from './refusal.ts'

type Fields = Record<string, unknown>

export function commit(answer: unknown): GithubCommit {
  const { sha, html_url, commit } = fields(answer)
  const { message, author, committer } = fields(commit)
  const id = text(sha)
  if (!/^[0-9a-f]{40}$/.test(id)) throw unreadable('a commit without its id')
  const { name, email } = fields(author)
  return {
    id,
    message: text(message),
    author: { name: text(name), email: text(email) },
    committedAt: Date.parse(text(fields(committer).date)) || 0,
    url: webAddress(html_url),
  }
}

export function changedFiles(answer: unknown): string[] {
  const { files } = fields(answer)
  if (!Array.isArray(files)) throw unreadable('a comparison without its files')
  const paths = files.map(fields).flatMap(({ filename, previous_filename }) => [filename, previous_filename])
  return [...new Set(paths.filter((path) => typeof path === 'string'))]
}

export function hooks(answer: unknown): GithubHook[] {
  if (!Array.isArray(answer)) throw unreadable('webhooks that are no list')
  return answer.map(hook)
}

export function hook(answer: unknown): GithubHook {
  const { id, active, events, config } = fields(answer)
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) throw unreadable('a webhook without its id')
  return {
    id,
    url: text(fields(config).url),
    active: active === true,
    events: Array.isArray(events) ? events.filter((event) => typeof event === 'string') : [],
  }
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Shown to people as a link, so it must be one. */
function webAddress(value: unknown): string | undefined {
  const url = URL.parse(text(value))
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined
}

function unreadable(what: string): GithubRefusal {
  return new GithubRefusal('unavailable', `The host of git answered with ${what}. Is the address of its API right?`)
}
