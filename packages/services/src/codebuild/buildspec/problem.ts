/** Why a phase ended as it did, as phases show it. */
export interface PhaseContext {
  statusCode: string
  message: string
}

/**
 * What is wrong with a buildspec. Thrown while it is read, and turned into a value at the door (`parseBuildspec`):
 * a wrong buildspec fails the build, not the control plane.
 */
export class BuildspecProblem extends Error {}

export const yamlFileError = (message: string): PhaseContext => ({ statusCode: 'YAML_FILE_ERROR', message })

/** There is no file where the buildspec should be (observed). `path`: the whole path that was tried. */
export const buildspecMissing = (path: string): PhaseContext => yamlFileError(`stat ${path}: no such file or directory`)

/** A curated image has runtimes and the buildspec selects none (observed). */
export const runtimeRequired = (): PhaseContext =>
  yamlFileError('This build image requires selecting at least one runtime version.')

/** The buildspec selects a runtime that the image does not have (observed). */
export const unknownRuntime = (name: string, known: readonly string[]): PhaseContext =>
  yamlFileError(
    `Unknown runtime named '${name}'. This build image has the following runtimes: ${known.toSorted().join(', ')}`,
  )
