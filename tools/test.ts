// npm test: everything. Arguments are handed on to vitest (npm test -- packages/base).
import { spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

const root = dirname(import.meta.dirname)

/** Real parts that some tests drive. A test whose part is missing says so and is skipped; in CI that is a failure. */
const parts: [what: string, present: () => boolean, debianPackage: string][] = [
  ['git', () => onPath('git'), 'git'],
  ['aws CLI', () => onPath('aws'), 'awscli'],
  ['PostgreSQL server', () => onPath('initdb') || debianPostgres(), 'postgresql'],
  ['python3 (for botocore)', () => onPath('python3'), 'python3-botocore'],
  ['openssl', () => onPath('openssl'), 'openssl'],
  ['setfacl', () => onPath('setfacl'), 'acl'],
  ['nft', () => onPath('nft'), 'nftables'],
  ['zip', () => onPath('zip'), 'zip'],
  ['dockerd', () => onPath('dockerd'), 'docker.io'],
  ['docker-registry', () => onPath('docker-registry'), 'docker-registry'],
]
const missing = parts.filter(([, present]) => !present())
for (const [what, , debianPackage] of missing) {
  console.error(`towpath: ${what} is not on this machine; its tests are skipped (Debian package ${debianPackage})`)
}
if (missing.length > 0 && process.env.CI === 'true') {
  console.error('towpath: in CI every part must be there')
  process.exit(1)
}

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const result = spawnSync(process.execPath, [vitest, 'run', '--root', root, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
if (result.error) throw result.error
process.exitCode = result.status ?? 1

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => executable(join(folder, program)))
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Debian keeps the server's programs out of PATH, a folder for each major version. */
function debianPostgres(): boolean {
  try {
    return readdirSync('/usr/lib/postgresql').some((version) => executable(`/usr/lib/postgresql/${version}/bin/initdb`))
  } catch {
    return false
  }
}
