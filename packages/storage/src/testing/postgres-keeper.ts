import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { postgresPrograms, postgresUser } from './postgres-server.ts'

/**
 * A process that keeps one PostgreSQL server below a folder: makes it, runs it, and stops it on SIGTERM or when the
 * process that wanted it is gone. Arguments: the folder, the id of that process. It answers on a socket only.
 */
const [folder = '', wantedBy = ''] = process.argv.slice(2)
const programs = postgresPrograms() ?? ''
const user = postgresUser()
const data = join(folder, 'data')
const log = openSync(join(folder, 'log'), 'a')

mkdirSync(data, { mode: 0o700 })
if (user) {
  chownSync(folder, user.uid, user.gid)
  chownSync(data, user.uid, user.gid)
}
const as = { ...user, cwd: folder, stdio: ['ignore', log, log] as ['ignore', number, number] }
// An English order of names on purpose: the dialect must not depend on what the database prefers.
const collation = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en']
const options = ['--auth=trust', '--username=towpath', '--no-sync', ...collation]
execFileSync(join(programs, 'initdb'), [...options, '-D', data], as)

const settings = { listen_addresses: '', unix_socket_directories: data, fsync: 'off', max_connections: '200' }
const server = spawn(
  join(programs, 'postgres'),
  ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
  as,
)
const ended = once(server, 'exit')
let stopping = false
const stop = () => {
  stopping = true
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)

const isReady = () => {
  try {
    execFileSync(join(programs, 'pg_isready'), ['-h', data, '-U', 'towpath'], as)
    return true
  } catch {
    return false
  }
}
while (!isReady() && server.exitCode === null) await delay(30)
writeFileSync(join(folder, 'ready'), String(process.pid))

while (!stopping && isAlive(Number(wantedBy)) && server.exitCode === null) await delay(100)
// Fast shutdown: it does not wait for connections.
server.kill('SIGINT')
await ended
rmSync(folder, { recursive: true, force: true })

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
