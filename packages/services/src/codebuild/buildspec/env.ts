import type { EnvSpec } from './buildspec.ts'
import { child, defined, mapping, text, textMap, texts, truth } from './fields.ts'
import { BuildspecProblem } from './problem.ts'
import type { Value } from './yaml.ts'

const SHELLS = ['bash', '/bin/bash', 'sh', '/bin/sh', 'powershell.exe', 'cmd.exe']
const RESERVED = 'CODEBUILD_'

export function readEnv(value: Value | undefined): EnvSpec {
  const env = mapping(value, 'env')
  const shell = text(env.shell, 'env.shell')
  if (shell !== undefined && !SHELLS.includes(shell)) {
    throw new BuildspecProblem(`Unknown shell "${shell}" at env.shell. Expecting: ${SHELLS.join(', ')}`)
  }
  return defined({
    shell,
    variables: names(env.variables, 'env.variables'),
    parameterStore: names(env['parameter-store'], 'env.parameter-store'),
    secretsManager: names(env['secrets-manager'], 'env.secrets-manager'),
    exportedVariables: texts(env['exported-variables'], 'env.exported-variables'),
    gitCredentialHelper: truth(env['git-credential-helper'], 'env.git-credential-helper'),
  })
}

/** Version 0.1 has its variables in a place of their own (documented for 0.1). */
export function readEnvironmentVariables(value: Value | undefined): Record<string, string> {
  const part = mapping(value, 'environment_variables')
  return names(part.plaintext, 'environment_variables.plaintext')
}

/** Variables by name. Names that no process can be given are refused, as is the prefix that AWS keeps for itself. */
function names(value: Value | undefined, path: string): Record<string, string> {
  const variables = textMap(value, path)
  for (const name of Object.keys(variables)) {
    if (name === '' || /[=\0]/.test(name)) throw new BuildspecProblem(`"${name}" at ${path} cannot name a variable`)
    if (name.startsWith(RESERVED)) {
      throw new BuildspecProblem(`${child(path, name)}: names that begin with ${RESERVED} are reserved`)
    }
    if (variables[name]?.includes('\0')) throw new BuildspecProblem(`${child(path, name)} holds a NUL character`)
  }
  return variables
}
