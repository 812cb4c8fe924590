import { BUILDSPEC_PHASES, type Buildspec, type BuildspecPhase, type PhaseSpec } from './buildspec.ts'
import { child, defined, mapping, text, textMap, texts } from './fields.ts'
import { readOnFailure } from './on-failure.ts'
import { BuildspecProblem } from './problem.ts'
import type { Value } from './yaml.ts'

/** The phases of a buildspec. The refusal of other names is AWS's (observed). */
export function readPhases(value: Value | undefined): Buildspec['phases'] {
  const phases: Buildspec['phases'] = {}
  for (const [key, part] of Object.entries(mapping(value, 'phases'))) {
    const name = BUILDSPEC_PHASES.find((phase) => phase.toLowerCase() === key)
    if (name === undefined) {
      const expected = BUILDSPEC_PHASES.toSorted().join(',')
      throw new BuildspecProblem(`Invalid buildspec phase name: ${key}. Expecting: ${expected}`)
    }
    phases[name] = readPhase(name, part, child('phases', key))
  }
  return phases
}

function readPhase(name: BuildspecPhase, value: Value, path: string): PhaseSpec {
  const phase = mapping(value, path)
  const versions = child(path, 'runtime-versions')
  const runtimeVersions = textMap(phase['runtime-versions'], versions)
  if (name !== 'INSTALL' && Object.keys(runtimeVersions).length > 0) {
    throw new BuildspecProblem(`${versions}: only the install phase selects runtimes`)
  }
  return defined({
    runAs: text(phase['run-as'], child(path, 'run-as')),
    onFailure: readOnFailure(phase['on-failure'], child(path, 'on-failure')),
    runtimeVersions,
    commands: commands(phase.commands, child(path, 'commands')),
    finally: commands(phase.finally, child(path, 'finally')),
  })
}

/** Empty commands do nothing and are passed over, so that a list with a hole in it runs. */
function commands(value: Value | undefined, path: string): string[] {
  return texts(value, path).filter((command) => command.trim() !== '')
}
