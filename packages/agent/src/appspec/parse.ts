import { parseYamlMapping } from '../config/yaml.ts'
import { type AppSpec, FILE_EXISTS_BEHAVIORS, type FileMapping, InvalidAppSpec } from './appspec.ts'
import { entriesOf, type Fields, requiredText } from './fields.ts'
import { parseHooks } from './hooks.ts'
import { parsePermissions } from './permissions.ts'

/**
 * Reads an appspec file; all of it is checked every time, as the official agent does. Unknown keys are ignored.
 *
 * Throws InvalidAppSpec. `name` is what messages call the file.
 */
export function parseAppSpec(text: string, name: string): AppSpec {
  try {
    return parseFields(fieldsIn(text))
  } catch (error) {
    if (error instanceof InvalidAppSpec)
      throw new InvalidAppSpec(`The AppSpec file ${name} is invalid: ${error.message}`)
    throw error
  }
}

function fieldsIn(text: string): Fields {
  try {
    return parseYamlMapping(text)
  } catch (cause) {
    throw new InvalidAppSpec(`it is not valid YAML: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

function parseFields(fields: Fields): AppSpec {
  if (Object.keys(fields).length === 0) throw new InvalidAppSpec('it is empty')
  // A number equal to 0; the text "0.0" is not one.
  if (typeof fields.version !== 'number' || fields.version !== 0) {
    throw new InvalidAppSpec(`invalid version value (${shown(fields.version)}); "version" must be 0.0`)
  }
  if (fields.os !== 'linux') {
    throw new InvalidAppSpec(`unsupported operating system (${shown(fields.os)}); "os" must be linux`)
  }
  const appspec: AppSpec = {
    files: entriesOf(fields.files, 'files').map(parseFile),
    hooks: parseHooks(fields.hooks),
    permissions: parsePermissions(fields.permissions),
  }
  if (fields.file_exists_behavior !== undefined && fields.file_exists_behavior !== null) {
    const behavior = FILE_EXISTS_BEHAVIORS.find((known) => known === fields.file_exists_behavior)
    if (!behavior) {
      const known = FILE_EXISTS_BEHAVIORS.join(', ')
      throw new InvalidAppSpec(
        `"file_exists_behavior" must be one of ${known}, not ${shown(fields.file_exists_behavior)}`,
      )
    }
    appspec.fileExistsBehavior = behavior
  }
  return appspec
}

function parseFile(fields: Fields, index: number): FileMapping {
  const where = `entry ${index + 1} of "files"`
  return {
    source: requiredText(fields, 'source', where),
    destination: requiredText(fields, 'destination', where),
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value)
}
