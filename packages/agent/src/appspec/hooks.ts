import { DEFAULT_SCRIPT_TIMEOUT_SECONDS, InvalidAppSpec, type Script } from './appspec.ts'
import { entriesOf, type Fields, isMapping, optionalText, requiredText } from './fields.ts'

/** The `hooks` section. Names of events are not judged here: which ones exist depends on the deployment. */
export function parseHooks(section: unknown): Record<string, Script[]> {
  if (section === undefined || section === null) return {}
  if (!isMapping(section)) throw new InvalidAppSpec('"hooks" must be a mapping of lifecycle events to scripts')
  const hooks: [string, Script[]][] = []
  for (const [event, scripts] of Object.entries(section)) {
    if (scripts === null) continue
    const entries = entriesOf(scripts, `hooks: ${event}`)
    hooks.push([event, entries.map((fields, index) => parseScript(fields, `script ${index + 1} of ${event}`))])
  }
  return Object.fromEntries(hooks)
}

function parseScript(fields: Fields, where: string): Script {
  const location = requiredText(fields, 'location', where)
  const timeoutSeconds = parseTimeout(fields.timeout, where)
  const runas = optionalText(fields, 'runas', where)
  // It becomes an argument of su, which would take it for an option.
  if (runas?.startsWith('-')) throw new InvalidAppSpec(`"runas" in ${where} is not the name of a user: ${runas}`)
  const sudo = fields.sudo !== undefined && fields.sudo !== null && fields.sudo !== false
  return { location, timeoutSeconds, sudo, ...(runas !== undefined && { runas }) }
}

/** A whole number by its leading digits, as the official agent reads it: `"7"` is 7, `0.5` and `abc` are 0. */
function parseTimeout(value: unknown, where: string): number {
  if (value === undefined || value === null) return DEFAULT_SCRIPT_TIMEOUT_SECONDS
  const seconds = Number.parseInt(String(value), 10)
  if (seconds > 0) return seconds
  throw new InvalidAppSpec(`"timeout" in ${where} must be a number of seconds greater than 0, not ${String(value)}`)
}
