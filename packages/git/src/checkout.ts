import { endGit, spawnGit } from './run-git.ts'

export interface CheckoutOptions {
  /** An `https:` or `http:` URL without credentials in it, or the absolute folder of a bare repository. */
  source: string
  /** What `origin` is called in the result. Default: the source. */
  origin?: string
  /** Branch, tag, commit, `pr/N`, `refs/…`, or `REF^{COMMIT}`; absent: the default branch. */
  version?: string
  /** 0: all branches and tags with their history. */
  depth: number
  submodules: boolean
  /** Certificates are not looked at. */
  insecureSsl?: boolean
  /** Sent to the source's own origin only. */
  credentials?: { username: string; password: string }
  /** An existing empty folder that becomes the working tree. */
  folder: string
  /** What git has to say. Holds no credentials. */
  output(text: string): void
  signal: AbortSignal
}

export type CheckedOut =
  /** 40 hex digits. */
  { commitId: string } | { refused: 'missing' | 'denied' | 'failed'; message: string }

const COMMIT = /^[0-9a-f]{40}$/
const PULL_REQUEST = /^pr\/(\d{1,10})$/
const PINNED = /^(.+)\^\{([0-9a-f]{40})\}$/
/** How much of what git says is kept for the message of a failure, in characters. */
const SAID = 4096

/**
 * Makes a working tree of somebody else's repository. Nothing of the repository is run: it brings no configuration, so no
 * filters, and hooks are off. Nothing but HTTP, and the one folder where it is one, is read from.
 */
export async function checkout(options: CheckoutOptions): Promise<CheckedOut> {
  if (!options.source.startsWith('/') && !/^https?:$/.test(protocolOf(options.source))) {
    const message = `Git clone failed: ${JSON.stringify(options.source)} is no https:// address of a repository.`
    return { refused: 'failed', message }
  }
  const git = new Checkout(options)
  await git.must('init', '--quiet', '--initial-branch=main')
  await git.must('remote', 'add', 'origin', options.origin ?? options.source)
  const wanted = await git.find(options.version)
  if ('refused' in wanted) return wanted
  const fetched = await git.fetch(wanted)
  if (fetched) return fetched
  const { code, stdout: found } = await git.run(['rev-parse', '--verify', '--quiet', `${wanted.target}^{commit}`])
  const commitId = found.trim()
  if (code !== 0) return missing(options, `It has no commit ${wanted.target}.`)
  const moved = await git.run([
    'checkout',
    '--quiet',
    ...(wanted.branch ? ['-B', wanted.branch] : ['--detach']),
    commitId,
  ])
  if (moved.code !== 0) return failure(options, moved.said)
  if (options.submodules) {
    const depth = options.depth > 0 ? [`--depth=${options.depth}`] : []
    const updated = await git.run(['submodule', 'update', '--init', '--recursive', '--force', ...depth], SUBMODULES)
    if (updated.code !== 0) return failure(options, updated.said)
  }
  return { commitId }
}

/**
 * What a repository says of its submodules was written by whoever may push to it. They are fetched over HTTP, as by anybody
 * else: from a folder, they could be any repository that this process can read.
 */
const SUBMODULES = ['protocol.file.allow=never', 'protocol.https.allow=always', 'protocol.http.allow=always']

interface Wanted {
  /** A full name of the source, or a commit. */
  fetch: string
  /** What is checked out of what was fetched. */
  target: string
  /** Local branch that is made. */
  branch?: string
}

interface Ended {
  code: number | null
  stdout: string
  /** The end of what it said. */
  said: string
}

class Checkout {
  readonly #options: CheckoutOptions

  constructor(options: CheckoutOptions) {
    this.#options = options
  }

  /** What a version means at the source. */
  async find(version: string | undefined): Promise<Wanted | Extract<CheckedOut, { refused: string }>> {
    const pinned = PINNED.exec(version ?? '')
    if (pinned) return { fetch: fullName(pinned[1] ?? ''), target: pinned[2] ?? '' }
    if (version !== undefined && COMMIT.test(version)) return { fetch: version, target: version }
    const listed = await this.run(['ls-remote', '--quiet', '--symref', '--', this.#options.source])
    if (listed.code !== 0) return failure(this.#options, listed.said)
    const { refs, head } = parseRefs(listed.stdout)
    const names = namesOf(version, head)
    const name = names.find((each) => refs.has(each))
    if (name !== undefined) {
      const branch = name.startsWith('refs/heads/') ? name.slice('refs/heads/'.length) : undefined
      // A branch whose name git takes for an option, or for something else, is checked out without one.
      const usable = branch !== undefined && /^[\w][\w./-]*$/.test(branch) ? branch : undefined
      return { fetch: name, target: 'FETCH_HEAD', branch: usable }
    }
    if (version === undefined) return missing(this.#options, 'It has no commits.')
    if (/^[0-9a-f]{7,39}$/.test(version)) return { fetch: '', target: version }
    return missing(this.#options, `It has no branch, tag or commit ${JSON.stringify(version)}.`)
  }

  /** Undefined when it is there. */
  async fetch({ fetch, target }: Wanted): Promise<Extract<CheckedOut, { refused: string }> | undefined> {
    const { depth, source } = this.#options
    const common = ['fetch', '--no-tags', '--no-recurse-submodules', '--no-write-commit-graph', '--force']
    const all = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*']
    const shallow = depth > 0 && fetch !== '' && target === 'FETCH_HEAD' ? [`--depth=${depth}`] : []
    const one = fetch === '' ? { code: 1, said: '' } : await this.run([...common, ...shallow, '--', source, fetch])
    // Not every host gives out a commit by its id, and a shortened one has to be looked for.
    const isCommit = COMMIT.test(target) || target !== 'FETCH_HEAD'
    if (one.code === 0 && depth > 0) return undefined
    if (one.code !== 0 && !isCommit) return failure(this.#options, one.said)
    const rest = await this.run([...common, '--no-write-fetch-head', '--', source, ...all])
    return rest.code === 0 ? undefined : failure(this.#options, rest.said)
  }

  async must(...args: string[]): Promise<string> {
    const { code, stdout, said } = await this.run(args)
    if (code !== 0) throw new Error(`git ${args[0]} failed: ${said}`)
    return stdout
  }

  /** `settings` come last, so that they count. */
  run(args: string[], settings: readonly string[] = []): Promise<Ended> {
    const { folder, output, signal } = this.#options
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const given = [...this.#settings(), ...settings].flatMap((each) => ['-c', each])
      const child = spawnGit(folder, ['-c', 'safe.directory=*', ...given, ...args], this.#environment())
      const ended: Ended = { code: null, stdout: '', said: '' }
      const abort = () => endGit(child)
      signal.addEventListener('abort', abort)
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (ended.stdout.length < 64 * 1024 * 1024) ended.stdout += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        ended.said = (ended.said + text).slice(-SAID)
        output(text)
      })
      child.once('error', reject)
      child.once('close', (code) => {
        signal.removeEventListener('abort', abort)
        if (signal.aborted) reject(signal.reason)
        else resolve({ ...ended, code })
      })
      child.stdin.end()
    })
  }

  #settings(): string[] {
    const { source, insecureSsl } = this.#options
    const settings = source.startsWith('/')
      ? ['protocol.file.allow=always', 'uploadpack.allowAnySHA1InWant=true']
      : ['protocol.https.allow=always', 'protocol.http.allow=always', `http.sslVerify=${!insecureSsl}`]
    return [...settings, 'transfer.fsckObjects=true', 'core.symlinks=true', 'advice.detachedHead=false']
  }

  /** Credentials are in the environment, where other users do not see them, and for the source's own origin only. */
  #environment(): Record<string, string> {
    const { source, credentials } = this.#options
    if (!credentials || source.startsWith('/')) return {}
    const basic = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')
    return { GIT_CONFIG_PARAMETERS: `'http.${new URL(source).origin}/.extraHeader=Authorization: Basic ${basic}'` }
  }
}

function parseRefs(text: string): { refs: Set<string>; head?: string } {
  const refs = new Set<string>()
  let head: string | undefined
  for (const line of text.split('\n')) {
    const [id = '', name = ''] = line.split('\t')
    if (id.startsWith('ref: ') && name === 'HEAD') head = id.slice('ref: '.length)
    else if (name !== '') refs.add(name)
  }
  return { refs, head }
}

function namesOf(version: string | undefined, head: string | undefined): string[] {
  if (version === undefined || version === '') return head === undefined ? ['HEAD'] : [head, 'HEAD']
  const request = PULL_REQUEST.exec(version)
  if (request) return [`refs/pull/${request[1]}/head`]
  return version.startsWith('refs/') ? [version] : [`refs/heads/${version}`, `refs/tags/${version}`]
}

const protocolOf = (source: string) => (URL.canParse(source) ? new URL(source).protocol : '')

const fullName = (ref: string) => (ref.startsWith('refs/') ? ref : `refs/heads/${ref}`)

const missing = ({ origin, source }: CheckoutOptions, why: string) => ({
  refused: 'missing' as const,
  message: `Git clone failed: ${why} Repository: ${origin ?? source}`,
})

function failure({ origin, source }: CheckoutOptions, said: string): Extract<CheckedOut, { refused: string }> {
  const last = said.trim().split('\n').slice(-3).join(' ')
  const message = `Git clone failed: ${last || 'git said nothing'} Repository: ${origin ?? source}`
  // Its address may hold such words and numbers itself.
  const words = said.replaceAll(source, '')
  if (/not found|does not appear to be a git repository|couldn't find remote ref|returned error: 404/i.test(words)) {
    return { refused: 'missing', message }
  }
  const denied =
    /authentication failed|could not read (username|password)|terminal prompts disabled|returned error: 40[13]/i
  return { refused: denied.test(words) ? 'denied' : 'failed', message }
}
