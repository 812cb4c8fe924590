import { GitError, type TreeEntry } from '@towpath/git'
import { commitAnswer } from '../answers.ts'
import { type ApiAnswer, type ApiCall, ApiError, commitOf, type Endpoint, invalid, notFound, textOf } from '../api.ts'

/** Files up to here are told with their content, as on GitHub; others as they are, if that is asked for. */
const MOST_ENCODED = 1024 * 1024
const MOST_RAW = 50 * 1024 * 1024

/** Others may commit to the same branch meanwhile; what counts is that nobody changes the same file. */
const MOST_TRIES = 5

export const getRootContents: Endpoint = { method: 'GET', path: '/contents', needs: 'pull', run: read }
export const getContents: Endpoint = { method: 'GET', path: '/contents/*', needs: 'pull', run: read }
export const putContents: Endpoint = {
  method: 'PUT',
  path: '/contents/*',
  needs: 'push',
  run: (call) => write(call, contentOf(call)),
}
export const deleteContents: Endpoint = {
  method: 'DELETE',
  path: '/contents/*',
  needs: 'push',
  run: (call) => write(call, null),
}

async function read(call: ApiCall): Promise<ApiAnswer> {
  const { repositories, repository, parts, query } = call
  const path = (parts[0] ?? '').replace(/^\/+|\/+$/g, '')
  const commit = await commitOf(call, query.get('ref') ?? 'HEAD')
  const entry = path === '' ? undefined : await repositories.entry(repository.path, commit, path)
  if (path !== '' && !entry) throw notFound()
  if (!entry || entry.type === 'tree') {
    const entries = await repositories.tree(repository.path, commit, path)
    return {
      json: entries.map((each) => described(call, { ...each, path: path ? `${path}/${each.path}` : each.path })),
    }
  }
  if (entry.type === 'commit') return { json: described(call, entry) }
  const size = await repositories.blobSize(repository.path, entry.id)
  if (/\braw\b/.test(call.req.headers.accept ?? '')) return raw(call, entry, size)
  const small = size <= MOST_ENCODED
  const content = small ? (await repositories.blob(repository.path, entry.id)).toString('base64') : ''
  return { json: { ...described(call, entry), size, encoding: small ? 'base64' : 'none', content } }
}

async function raw({ repositories, repository, res }: ApiCall, entry: TreeEntry, size: number): Promise<ApiAnswer> {
  if (size > MOST_RAW) throw new ApiError(403, `The file is larger than ${MOST_RAW} bytes; fetch it with git`)
  const content = await repositories.blob(repository.path, entry.id)
  const headers = { 'Content-Type': 'application/octet-stream', 'X-Content-Type-Options': 'nosniff' }
  res.writeHead(200, { ...headers, 'Content-Length': content.length }).end(content)
  return 'sent'
}

function described({ url }: ApiCall, { path, id: sha, type, mode }: TreeEntry) {
  const kind = type === 'tree' ? 'dir' : type === 'commit' ? 'submodule' : mode === '120000' ? 'symlink' : 'file'
  const link = `${url}/contents/${path.split('/').map(encodeURIComponent).join('/')}`
  return { type: kind, name: path.slice(path.lastIndexOf('/') + 1), path, sha, url: link }
}

function contentOf({ body }: ApiCall): Buffer {
  const text = textOf(body, 'content')
  if (text === undefined) throw invalid('content is required')
  // Encoders break lines; anything else that is no base64 is a mistake.
  if (!/^[A-Za-z0-9+/=\s]*$/.test(text)) throw invalid('content is not valid Base64')
  return Buffer.from(text, 'base64')
}

async function write(call: ApiCall, content: Buffer | null): Promise<ApiAnswer> {
  const { repositories: git, repository, parts, body, query } = call
  const path = (parts[0] ?? '').replace(/^\/+|\/+$/g, '')
  const given = (name: string) => textOf(body, name) ?? query.get(name) ?? undefined
  const branch = given('branch') ?? (await git.defaultBranch(repository.path))
  const message = given('message') || `${content === null ? 'Delete' : 'Update'} ${path}`
  const sha = given('sha')
  for (let tries = 1; ; tries += 1) {
    const branches = await git.branches(repository.path)
    const parent = branches.get(branch)
    if (parent === undefined && branches.size > 0) throw notFound(`Branch ${branch} not found`)
    const present = parent && (await git.entry(repository.path, parent, path))
    assertSeen(path, present || undefined, sha, content)
    if (parent && !present) await assertFolders(call, parent, path)
    const mode = present && present.mode === '100755' ? ('executable' as const) : undefined
    const change = { branch, parent, message, author: authorOf(call), at: call.clock.now() }
    try {
      const id = await git.commitFiles(repository.path, { ...change, changes: [{ path, content, mode }] })
      return answer(call, path, id, content === null ? undefined : present ? 200 : 201)
    } catch (error) {
      if (!(error instanceof GitError)) throw error
      if (error.code === 'NothingChanged' && parent) return answer(call, path, parent, 200)
      if (error.code === 'InvalidName') throw invalid(error.message)
      if (error.code !== 'TipMoved') throw error
      if (tries === MOST_TRIES) throw new ApiError(409, `${branch} is changed by others all the time; try again`)
    }
  }
}

/** The file must still be what the caller saw: the id of its blob says so. */
function assertSeen(
  path: string,
  present: TreeEntry | undefined,
  sha: string | undefined,
  content: Buffer | null,
): void {
  if (present?.type === 'tree') throw invalid(`${path} is a folder`)
  if (!present) {
    if (content === null) throw notFound()
    if (sha !== undefined) throw new ApiError(409, `${path} does not match ${sha}`)
    return
  }
  if (sha === undefined) throw invalid('Invalid request. "sha" wasn\'t supplied.')
  if (sha !== present.id) throw new ApiError(409, `${path} does not match ${sha}`)
}

/** Git would put a folder in place of a file without a word. */
async function assertFolders({ repositories, repository }: ApiCall, commit: string, path: string): Promise<void> {
  const parts = path.split('/')
  for (let length = 1; length < parts.length; length += 1) {
    const folder = parts.slice(0, length).join('/')
    const entry = await repositories.entry(repository.path, commit, folder)
    if (!entry) return
    if (entry.type !== 'tree') throw invalid(`${folder} is a file, so nothing can be below it`)
  }
}

function authorOf({ body, caller }: ApiCall): { name: string; email: string } {
  const given = (body.author ?? body.committer) as Record<string, unknown> | undefined | null
  const { name = caller, email = '' } = typeof given === 'object' && given !== null ? given : {}
  if (typeof name !== 'string' || typeof email !== 'string') throw invalid('author needs a name and an email')
  const kept = name.replace(/[<>\p{Cc}]/gu, '').slice(0, 200)
  return { name: /[\p{L}\p{N}]/u.test(kept) ? kept : caller, email: email.replace(/[<>\s\p{Cc}]/gu, '').slice(0, 200) }
}

async function answer(call: ApiCall, path: string, id: string, status: 200 | 201 | undefined): Promise<ApiAnswer> {
  const { repositories, repository } = call
  const commit = commitAnswer(call, await repositories.commit(repository.path, id))
  const entry = status && (await repositories.entry(repository.path, id, path))
  return { status: status ?? 200, json: { content: entry ? described(call, entry) : null, commit } }
}
