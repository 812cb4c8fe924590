import { UsageError } from '@towpath/base'
import { type Config, environmentName, FIELDS, type Field } from './fields.ts'

/** Where settings come from, strongest first: flags, environment, file. Keys of `flags` and `file` are field names. */
export interface ConfigSources {
  flags: Record<string, unknown>
  environment: Record<string, string | undefined>
  file?: Record<string, unknown>
}

/** The settings, or a UsageError that names the source of the first bad one. */
export function loadConfig(sources: ConfigSources): Config {
  refuseUnknown(sources)
  const entries = Object.entries(FIELDS).map(([name, field]) => [
    name,
    settingOf(name, field as Field<unknown>, sources),
  ])
  return Object.fromEntries(entries) as Config
}

function settingOf(name: string, field: Field<unknown>, { flags, environment, file }: ConfigSources): unknown {
  const fromFlag = flags[name]
  if (fromFlag !== undefined) return field.parse(String(fromFlag), field.flag)
  const variable = environmentName(field.flag)
  const fromEnvironment = environment[variable]
  if (fromEnvironment !== undefined) return field.parse(fromEnvironment, variable)
  const fromFile = file?.[name]
  return fromFile === undefined ? field.default : field.parse(String(fromFile), `"${name}" in the configuration file`)
}

function refuseUnknown({ file = {} }: ConfigSources): void {
  for (const name of Object.keys(file)) {
    if (!(name in FIELDS)) {
      throw new UsageError(
        `"${name}" in the configuration file is no setting; known are ${Object.keys(FIELDS).join(', ')}`,
      )
    }
  }
}
