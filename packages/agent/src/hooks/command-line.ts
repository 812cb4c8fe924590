import type { Script } from '../appspec/appspec.ts'

/** The program and arguments that run a script, as whom the appspec says. */
export function commandLine(script: Script, path: string): [string, ...string[]] {
  if (script.runas === undefined) return script.sudo ? ['sudo', path] : [path]
  // su hands its command to the user's shell; the path is the only thing in it and is quoted.
  const command = ['su', script.runas, '-c', shellQuoted(path)] as const
  return script.sudo ? ['sudo', ...command] : [...command]
}

function shellQuoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
