import { readBatch } from './batch.ts'
import type { Buildspec } from './buildspec.ts'
import { readEnv, readEnvironmentVariables } from './env.ts'
import { defined, type Mapping, mapping, text, truth } from './fields.ts'
import { readArtifacts, readCache, readReports } from './file-sets.ts'
import { readPhases } from './phases.ts'
import { BuildspecProblem, type PhaseContext, yamlFileError } from './problem.ts'
import { readYaml } from './yaml.ts'

/**
 * The buildspec in a text, or the context with which DOWNLOAD_SOURCE fails. Keys that the reference does not list are
 * passed over, as AWS does: files carry keys for other tools.
 */
export function parseBuildspec(source: string): { buildspec: Buildspec } | { problem: PhaseContext } {
  try {
    return { buildspec: readBuildspec(readYaml(source)) }
  } catch (error) {
    if (error instanceof BuildspecProblem) return { problem: yamlFileError(error.message) }
    throw error
  }
}

function readBuildspec(file: Mapping): Buildspec {
  const version = readVersion(file)
  const env = readEnv(file.env)
  if (version === '0.1') Object.assign(env.variables, readEnvironmentVariables(file.environment_variables))
  const batch = readBatch(file.batch)
  // A batch whose builds have buildspecs of their own needs no phases.
  if (file.phases === undefined && !batch) throw new BuildspecProblem('phases is required')
  const proxy = mapping(file.proxy, 'proxy')
  return defined({
    version,
    runAs: text(file['run-as'], 'run-as'),
    env,
    proxy: {
      uploadArtifacts: truth(proxy['upload-artifacts'], 'proxy.upload-artifacts'),
      logs: truth(proxy.logs, 'proxy.logs'),
    },
    phases: readPhases(file.phases),
    reports: readReports(file.reports),
    artifacts: readArtifacts(file.artifacts),
    cache: readCache(file.cache),
    batch,
  })
}

function readVersion(file: Mapping): '0.1' | '0.2' {
  const version = text(file.version, 'version')
  if (version === '0.1' || version === '0.2') return version
  if (version === undefined) throw new BuildspecProblem('version is required: 0.2')
  throw new BuildspecProblem(`Invalid buildspec version "${version}". Expecting: 0.1, 0.2`)
}
