import type { GetSecretValueResponse } from '@aws-sdk/client-secrets-manager'
import type { EnvironmentSpec } from '../../drivers/driver.ts'
import type { BuildFact } from '../../rules/build-lifecycle.ts'
import { computeOf } from '../../rules/compute.ts'
import { BuildFailure, clientError, failureOf, refusedRole } from '../build-failure.ts'
import type { BuildSession } from '../build-session.ts'
import { inPhase } from './step.ts'

/** How long an environment may take to be ready once it was started, in milliseconds. */
const READY_LIMIT = 60_000

/** Starts the environment that the build runs in, or finds it running. */
export function provision(session: BuildSession, signal: AbortSignal): Promise<BuildFact[]> {
  return session.whileStarting(() => start(session, signal))
}

function start(session: BuildSession, signal: AbortSignal): Promise<BuildFact[]> {
  return inPhase(session, 'PROVISIONING', async () => {
    const { deps, input, log } = session
    // Another control plane came so far and no further.
    if (session.context && session.environment()) return [provisioned(session)]
    log.say('Running on CodeBuild On-demand', 'Waiting for agent ping')
    const { environment } = input.settings
    const chosen = await deps.drivers.choose(environment)
    if ('refused' in chosen) throw new BuildFailure(chosen.refused.statusCode, chosen.refused.message)
    if (chosen.say) log.say(chosen.say)
    await chosen.driver.end(session.folder.path)
    if (session.ending.signal.aborted) return []
    await session.begin(chosen.driver)
    const attached = session.environment({ starting: true })
    const started = await chosen.driver.start({
      ...computeOf(environment),
      buildId: session.record.id,
      folder: session.folder.path,
      image: environment.image ?? '',
      privileged: environment.privilegedMode ?? false,
      registry: await registryCredential(session, signal),
      signal: AbortSignal.any([signal, session.ending.signal]),
      say: (line) => log.say(line),
    })
    if (started !== 'started') throw new BuildFailure(started.refused.statusCode, started.refused.message)
    if (session.ending.signal.aborted) return []
    if (!(await attached?.ready(READY_LIMIT))) {
      throw clientError(
        `Build container found dead before it was ready: the image ${environment.image} needs a shell called sh`,
      )
    }
    return [provisioned(session)]
  })
}

/** The log does not tell that the phase is over: on AWS nobody can write there yet. */
function provisioned(session: BuildSession): BuildFact {
  session.log.say('Waiting for DOWNLOAD_SOURCE')
  return { type: 'phase-ended', phase: 'PROVISIONING', attempt: 0, status: 'SUCCEEDED', contexts: [] }
}

/** A secret of the form `{"username","password"}` (documented), read as the service role. */
async function registryCredential(session: BuildSession, signal: AbortSignal): Promise<EnvironmentSpec['registry']> {
  const { registryCredential } = session.input.settings.environment
  if (!registryCredential?.credential) return undefined
  const role = await session.role()
  if ('refused' in role) throw refusedRole(role)
  const asked = { SecretId: registryCredential.credential }
  const secret = await role
    .call<GetSecretValueResponse>('secretsmanager', 'GetSecretValue', asked, { signal })
    .catch((error) => {
      throw failureOf(error, 'Unable to read the registry credential')
    })
  const { username, password } = parsed(secret.SecretString ?? '')
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw clientError('The secret of the registry credential must be JSON with username and password')
  }
  await session.save({ secrets: [...(session.context?.secrets ?? []), password] })
  return { username, password }
}

function parsed(text: string): { username?: unknown; password?: unknown } {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}
