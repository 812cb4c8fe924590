import { isIP } from 'node:net'
import { UsageError } from '@towpath/base'
import { serverName } from '../tls/server-names.ts'

/** One setting of the control plane: its flag, its environment variable, its line in the docs. */
export interface Field<T> {
  /** `--listen`; the environment variable is derived: `TOWPATH_LISTEN`. */
  flag: string
  /** How its value is named in the help: `HOST:PORT`. Absent for a switch. */
  value?: string
  help: string
  default: T
  parse(text: string, flag: string): T
}

/** Everything `towpath serve` can be told. The only list of settings. */
export const FIELDS = {
  listen: field(
    '--listen',
    'HOST:PORT',
    'Address to answer on; port 0 takes a free one',
    { host: '127.0.0.1', port: 4600 },
    parseListen,
  ),
  data: field('--data', 'DIR', 'Folder that holds everything this control plane keeps', '.towpath', nonEmpty),
  account: field('--account', 'ID', 'Account number of this control plane, 12 digits', '123456789012', parseAccount),
  region: field(
    '--region',
    'NAME',
    'Region that instances and clients get when they name none',
    'us-east-1',
    parseRegion,
  ),
  database: field(
    '--database',
    'URL',
    'PostgreSQL to use (postgres://...) instead of SQLite in the data folder',
    '',
    parseDatabase,
  ),
  driver: field(
    '--driver',
    'NAME',
    'Local instances: auto, sandbox or process',
    'auto',
    oneOf('auto', 'sandbox', 'process'),
  ),
  builds: field(
    '--builds',
    'NAME',
    'Builds run in: docker, sandbox, or auto (docker where an engine answers and has the image)',
    'auto',
    oneOf('auto', 'docker', 'sandbox'),
  ),
  dockerSocket: field(
    '--docker-socket',
    'FILE',
    'Docker Engine that builds run in',
    '/var/run/docker.sock',
    absolutePath,
  ),
  buildImage: field(
    '--build-image',
    'IMAGE',
    'Runs in place of images of AWS (aws/codebuild/...) that this machine does not have',
    '',
    imageName,
  ),
  githubApi: field(
    '--github-api',
    'URL',
    'API of the GitHub that repositories are looked for in which are not embedded',
    'https://api.github.com',
    parseHttpUrl,
  ),
  keepDays: field(
    '--keep-days',
    'DAYS',
    'Days for which the audit log, deployments, builds and executions that have ended are kept; 0: for ever',
    400,
    parseDays,
  ),
  tls: field('--tls', undefined, 'Use TLS on loopback, too; beyond this machine it is used anyway', false, parseSwitch),
  tlsNames: field(
    '--tls-names',
    'NAMES',
    'More names and addresses that our own certificate is good for, separated by commas',
    [] as string[],
    parseNames,
  ),
  tlsCert: field('--tls-cert', 'FILE', 'Certificate (PEM, with its chain) to use instead of our own', '', nonEmpty),
  tlsKey: field('--tls-key', 'FILE', 'Private key (PEM, without passphrase) of --tls-cert', '', nonEmpty),
  insecureHttp: field('--insecure-http', undefined, 'Use plain HTTP beyond this machine, too', false, parseSwitch),
  logLevel: field(
    '--log-level',
    'LEVEL',
    'debug, info, warn or error',
    'info',
    oneOf('debug', 'info', 'warn', 'error'),
  ),
} as const

export type Config = { [Name in keyof typeof FIELDS]: (typeof FIELDS)[Name]['default'] }

export function environmentName(flag: string): string {
  return `TOWPATH_${flag.slice(2).toUpperCase().replaceAll('-', '_')}`
}

function field<T>(
  flag: string,
  value: string | undefined,
  help: string,
  initial: T,
  parse: Field<T>['parse'],
): Field<T> {
  return { flag, value, help, default: initial, parse }
}

function parseListen(text: string, flag: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2] ?? ''
  const port = Number(match?.[3])
  const known = isIP(host) !== 0 || /^[A-Za-z0-9.-]+$/.test(host)
  if (!match || !known || port > 65535) {
    throw new UsageError(`${flag} takes HOST:PORT, for example 127.0.0.1:4600 or [::1]:4600, not "${text}"`)
  }
  return { host, port }
}

function parseAccount(text: string, flag: string): string {
  if (!/^\d{12}$/.test(text)) throw new UsageError(`${flag} takes 12 digits, for example 123456789012, not "${text}"`)
  return text
}

function parseRegion(text: string, flag: string): string {
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text))
    throw new UsageError(`${flag} takes a region such as us-east-1, not "${text}"`)
  return text
}

function parseDatabase(text: string, flag: string): string {
  if (text !== '' && !/^postgres(ql)?:\/\//.test(text)) {
    // The value may hold a password, so it is not repeated.
    throw new UsageError(`${flag} takes the URL of a PostgreSQL database: postgres://USER@HOST:PORT/NAME`)
  }
  return text
}

function parseDays(text: string, flag: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new UsageError(`${flag} takes a number of days, or 0 for ever, not "${text}"`)
  return Number(text)
}

function parseNames(text: string, flag: string): string[] {
  return text.split(',').map((part) => {
    const name = serverName(part.trim())
    if (name !== undefined) return name
    throw new UsageError(
      `${flag} takes host names and IP addresses, for example deploy.example.com,192.0.2.7, not "${part.trim()}"`,
    )
  })
}

function parseSwitch(text: string, flag: string): boolean {
  if (['true', '1', ''].includes(text)) return true
  if (['false', '0'].includes(text)) return false
  throw new UsageError(`${flag} is a switch: true or false, not "${text}"`)
}

function oneOf(...choices: string[]) {
  return (text: string, flag: string): string => {
    if (!choices.includes(text)) throw new UsageError(`${flag} takes ${choices.join(', ')}, not "${text}"`)
    return text
  }
}

function absolutePath(text: string, flag: string): string {
  if (!text.startsWith('/')) throw new UsageError(`${flag} takes an absolute path, not "${text}"`)
  return text
}

function imageName(text: string, flag: string): string {
  if (!/^[a-z0-9][\w./:@-]*$/i.test(text)) throw new UsageError(`${flag} takes the name of an image, not "${text}"`)
  return text
}

function parseHttpUrl(text: string, flag: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new UsageError(`${flag} takes an address such as https://github.example.com/api/v3, not "${text}"`)
  }
  return text.replace(/\/+$/, '')
}

function nonEmpty(text: string, flag: string): string {
  if (text === '') throw new UsageError(`${flag} must not be empty`)
  return text
}
