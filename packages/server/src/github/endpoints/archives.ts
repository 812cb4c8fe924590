import { pipeline } from 'node:stream/promises'
import { type ApiAnswer, type ApiCall, commitOf, type Endpoint } from '../api.ts'

export const getTarball: Endpoint = {
  method: 'GET',
  path: '/tarball/*',
  needs: 'pull',
  run: (call) => archive(call, 'tar.gz', 'application/x-gzip'),
}

export const getZipball: Endpoint = {
  method: 'GET',
  path: '/zipball/*',
  needs: 'pull',
  run: (call) => archive(call, 'zip', 'application/zip'),
}

/** Below one folder, as GitHub packs it. GitHub redirects to another host for it; this one has it itself. */
async function archive(call: ApiCall, format: 'tar.gz' | 'zip', type: string): Promise<ApiAnswer> {
  const { repositories, repository, res } = call
  const sha = await commitOf(call, call.parts[0] ?? '')
  const name = `${repository.path.replace('/', '-')}-${sha.slice(0, 7)}`
  const content = await repositories.archive(repository.path, sha, format, name)
  res.writeHead(200, { 'Content-Type': type, 'Content-Disposition': `attachment; filename=${name}.${format}` })
  // Whoever goes away ends git; an archive that cannot be made whole ends the connection.
  await pipeline(content, res).catch((err: unknown) => call.log.debug({ err }, 'an archive was cut off'))
  return 'sent'
}
