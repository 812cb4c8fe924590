import { copyFile, lstat, mkdir, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ListObjectsV2Output } from '@aws-sdk/client-s3'
import { ServiceError } from '@towpath/base'
import { glob, isPlainPath } from '../../artifacts/glob.ts'
import type { CacheSpec } from '../../buildspec/buildspec.ts'
import { type CachePlace, cacheObject, cachePlace, chooseCache, type SavedCache } from '../../cache/cache-keys.ts'
import { quoted } from '../../drivers/shell/job-files.ts'
import type { RoleCalls } from '../../ports/build-roles.ts'
import { Projects } from '../../state/projects.ts'
import { ask } from '../ask.ts'
import { BuildFailure } from '../build-failure.ts'
import type { BuildSession } from '../build-session.ts'
import { namedFolder, readableFolder } from '../files/export-folders.ts'
import { type ListedFile, listFiles } from '../files/list-files.ts'
import { putFile } from '../files/put-file.ts'
import { tarFiles, untar } from '../files/tar.ts'
import { download } from '../sources/s3-source.ts'

const LARGEST = 20 * 1024 ** 3
/** Prefixes of names in the archive: what lies below the sources, and what lies elsewhere. */
const SOURCE = 'source/'
const ELSEWHERE = 'root/'

/** Part of a pattern without wildcards, and the rest; `rest` is empty for a plain path. */
export interface CachePath {
  base: string
  rest: string
}

/** Cached paths by the folder that they begin in. */
export function cachePaths(spec: Pick<CacheSpec, 'paths'>): CachePath[] {
  return spec.paths.map((path) => {
    const parts = path.replace(/\/+$/, '').split('/')
    const wild = parts.findIndex((part) => !isPlainPath(part))
    if (wild < 0) return { base: parts.join('/'), rest: '' }
    return {
      base: parts.slice(0, wild).join('/') || (path.startsWith('/') ? '/' : '.'),
      rest: parts.slice(wild).join('/'),
    }
  })
}

/** The cache that a build begins with. Whatever is wrong with it is told in the log, and the build goes on (documented). */
export async function restoreCache(session: BuildSession, role: RoleCalls, signal: AbortSignal): Promise<void> {
  const { log, folder } = session
  await quietly(session, 'download', async () => {
    const spec = wanted(session, 'download')
    if (!spec || spec.action === 'save') return
    const keys = await keysOf(session, spec, 'ask-cache-restore', signal)
    const store = storeOf(session, role, signal)
    const found = store && (await store.find(keys, await validSince(session)))
    if (!store || !found) return log.say('No cache was found to begin with')
    const file = join(folder.path, 'cache.tar.gz')
    await store.fetch(found.object, file)
    await unpack(session, file, signal).finally(() => rm(file, { force: true }))
    await session.save({ restored: found.object })
    log.say(`Expanded cache from ${found.object}`)
  })
}

/** Keeps the cached paths for later builds. All processes of the build have ended; see exportFolders. */
export async function saveCache(
  session: BuildSession,
  role: RoleCalls,
  { key, exports, signal }: { key: string | undefined; exports: readonly string[]; signal: AbortSignal },
): Promise<void> {
  const { log, folder } = session
  await quietly(session, 'upload', async () => {
    const spec = wanted(session, 'upload')
    const store = storeOf(session, role, signal)
    if (!spec || !store || spec.action === 'restore') return
    const files = await cachedFiles(session, spec, exports)
    if (files.length === 0) return log.say('No files match the cache paths')
    const file = join(folder.path, 'cache.tar.gz')
    await tarFiles(files, file, signal)
    await store.keep(store.objectOf(key), file).finally(() => rm(file, { force: true }))
    log.say(`Saved ${files.length} files to the cache`)
  })
}

/** Key and fallback keys, expanded by the build's shell. */
export async function keysOf(
  session: BuildSession,
  { key, fallbackKeys }: Pick<CacheSpec, 'key' | 'fallbackKeys'>,
  job: string,
  signal: AbortSignal,
): Promise<Pick<CacheSpec, 'key' | 'fallbackKeys'>> {
  const texts = [...(key === undefined ? [] : [key]), ...fallbackKeys]
  const answers = await ask(
    session,
    job,
    texts.map((text) => ({ text })),
    signal,
  )
  const expanded = texts.map((text, index) => answers?.[index] ?? text)
  return { key: key === undefined ? undefined : expanded.shift(), fallbackKeys: expanded }
}

/** The buildspec's part, where the project wants a cache at all. */
export function wanted({ input, context, log }: BuildSession, doing?: 'download' | 'upload'): CacheSpec | undefined {
  const { cache } = input.settings
  const isCustom = cache.type === 'LOCAL' && cache.modes?.includes('LOCAL_CUSTOM_CACHE')
  if (cache.type !== 'S3' && !isCustom) return undefined
  const spec = context?.sources?.buildspec.cache
  if (spec && spec.paths.length > 0) return spec
  // The text is AWS's (observed).
  if (doing === 'download') log.say('Unable to initialize cache download: no paths specified to be cached')
  return undefined
}

interface CacheStore {
  find(keys: Pick<CacheSpec, 'key' | 'fallbackKeys'>, since: number): Promise<SavedCache | undefined>
  fetch(object: string, file: string): Promise<void>
  keep(object: string, file: string): Promise<void>
  objectOf(key: string | undefined): string
}

function storeOf(session: BuildSession, role: RoleCalls, signal: AbortSignal): CacheStore | undefined {
  const { record, input } = session
  const place = cachePlace(input.settings.cache, record.projectName)
  return place ? inS3(role, place, signal) : onThisMachine(session)
}

function inS3(role: RoleCalls, place: CachePlace, signal: AbortSignal): CacheStore {
  return {
    objectOf: (key) => cacheObject(place, key),
    async find(keys, since) {
      const saved: SavedCache[] = []
      let ContinuationToken: string | undefined
      do {
        const asked = { Bucket: place.bucket, Prefix: place.prefix, ContinuationToken }
        const page = await role.call<ListObjectsV2Output>('s3', 'ListObjectsV2', asked, { signal })
        for (const { Key = '', LastModified } of page.Contents ?? [])
          saved.push({ object: Key, savedAt: LastModified?.getTime() ?? 0 })
        ContinuationToken = page.NextContinuationToken
      } while (ContinuationToken)
      return chooseCache(
        place,
        keys,
        saved.filter(({ savedAt }) => savedAt >= since),
      )
    },
    fetch: async (key, file) => void (await download(role, { bucket: place.bucket, key, file, signal })),
    keep: (key, file) => putFile(role, { bucket: place.bucket, key, file, signal }),
  }
}

/** LOCAL_CUSTOM_CACHE: one for each project, beside the builds. Best effort, as on AWS. */
function onThisMachine({ deps, scope, record }: BuildSession): CacheStore {
  const folder = join(deps.buildsFolder, '..', 'build-caches', scope.account, scope.region)
  const object = join(folder, `${record.projectName}.tar.gz`)
  return {
    objectOf: () => object,
    async find(_keys, since) {
      const info = await lstat(object).catch(() => undefined)
      return info && info.mtimeMs >= since ? { object, savedAt: info.mtimeMs } : undefined
    },
    fetch: (from, file) => copyFile(from, file),
    async keep(to, file) {
      await mkdir(dirname(to), { recursive: true, mode: 0o700 })
      // Of two builds that save at once one is kept whole.
      const fresh = `${to}.${record.number}.new`
      await copyFile(file, fresh)
      await rename(fresh, to)
    },
  }
}

const validSince = ({ deps, scope, record }: BuildSession) =>
  new Projects(deps.store.db, scope).cacheValidSince(record.projectName)

async function cachedFiles(session: BuildSession, spec: CacheSpec, exports: readonly string[]): Promise<ListedFile[]> {
  const { folder, context } = session
  const source = join(await realpath(folder.output), context?.sources?.primary ?? '')
  const chosen = new Map<string, ListedFile>()
  for (const { base, rest } of cachePaths(spec)) {
    const named = namedFolder(session, base)
    const isOutside = 'outside' in named
    const place = await readableFolder(session, named, exports)
    if (place === undefined) continue
    const pattern = glob(rest || '**')
    const { files } = await listFiles(place, place)
    for (const file of files) {
      if (!pattern.matches(file.path)) continue
      const name = isOutside
        ? `${ELSEWHERE}${named.outside.slice(1)}/${file.path}`
        : `${SOURCE}${relativeTo(source, join(place, file.path))}`
      chosen.set(name, { ...file, path: name })
    }
  }
  return [...chosen.values()].filter(({ path }) => !path.split('/').includes('..'))
}

const relativeTo = (folder: string, path: string) =>
  path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : '..'

async function unpack(session: BuildSession, file: string, signal: AbortSignal): Promise<void> {
  const { folder, driver, context } = session
  const source = join(folder.output, context?.sources?.primary ?? '')
  const elsewhere = join(folder.control, 'import')
  await mkdir(elsewhere, { recursive: true })
  let hasOthers = false
  const place = (name: string) => {
    if (name.startsWith(SOURCE)) return { folder: source, path: name.slice(SOURCE.length) }
    if (!name.startsWith(ELSEWHERE)) return undefined
    hasOthers = true
    return { folder: elsewhere, path: name.slice(ELSEWHERE.length) }
  }
  await untar(file, place, { bytes: LARGEST, signal })
  if (!hasOthers || !driver) return
  const inside = `${driver.inside(folder.path).control}/import`
  await session.run({ name: 'import', command: `cp -R -P -p ${quoted(inside)}/. /`, variables: {} }, signal)
}

async function quietly({ log, ending }: BuildSession, doing: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (ending.signal.aborted) throw error
    const told = error instanceof ServiceError || error instanceof BuildFailure
    log.say(`Unable to ${doing} the cache: ${told ? error.message : 'it cannot be read or written'}`)
  }
}
