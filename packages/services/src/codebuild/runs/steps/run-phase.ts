import { boundedMatch } from '@towpath/base'
import type { BuildspecPhase, PhaseSpec } from '../../buildspec/buildspec.ts'
import type { BuildCommand, BuildFact } from '../../rules/build-lifecycle.ts'
import { nextCommand } from '../../rules/phase-commands.ts'
import type { BuildSession } from '../build-session.ts'
import { endPhase, foundDead, inPhase } from './step.ts'

type RunPhase = Extract<BuildCommand, { type: 'run-phase' }>

/** How long a pattern may look for a match, in milliseconds: patterns and output both come from outside. */
const PATTERN_LIMIT = 500

/** Runs the commands of a phase, or goes on with those that another control plane began. */
export function runPhase(session: BuildSession, command: RunPhase, signal: AbortSignal): Promise<BuildFact[]> {
  const { phase, spec, attempt } = command
  return inPhase(session, phase, async () => {
    const { log, context } = session
    const begun = await session.folder.wasStarted(jobName(phase, attempt, 0))
    log.forgetTail()
    if (!begun) {
      log.say(`Entering phase ${phase}`)
      // The text is AWS's (observed) for images other than its own; here none carries its runtimes.
      if (Object.keys(spec.runtimeVersions).length > 0) {
        log.say('Skipping install of runtimes. Runtime version selection is not supported by this build image.')
      }
    }
    const last = await runCommands(session, command, signal)
    if (session.ending.signal.aborted) return []
    if (!last) return [await foundDead(session, phase, attempt)]
    await session.save({ lastJob: last.job ?? context?.lastJob })
    const patternMatched = last.status === 'FAILED' ? matches(spec, log.tail) : undefined
    return [await endPhase(session, phase, { attempt, status: last.status, contexts: last.contexts, patternMatched })]
  })
}

const jobName = (phase: BuildspecPhase, attempt: number, index: number) => `${phase}-${attempt}-${index}`

/** Undefined when the environment is gone. `job`: the last one that the next phase can go on with. */
async function runCommands(session: BuildSession, { phase, spec, attempt, succeeding }: RunPhase, signal: AbortSignal) {
  const { log, folder, context } = session
  const buildspec = context?.sources?.buildspec
  const statuses: number[] = []
  let job = context?.lastJob
  for (;;) {
    const next = nextCommand(spec, statuses)
    if ('ended' in next) return { status: next.ended, contexts: next.contexts, job }
    const name = jobName(phase, attempt, statuses.length)
    if (!(await folder.wasStarted(name))) log.say(`Running command ${next.run}`)
    const status = await session.run(
      {
        name,
        command: next.run,
        shell: buildspec?.env.shell,
        runAs: userOf(spec.runAs ?? buildspec?.runAs),
        // Version 0.1 has a new shell for each command (documented).
        after: buildspec?.version === '0.1' ? undefined : job,
        variables: { CODEBUILD_BUILD_SUCCEEDING: succeeding ? '1' : '0' },
      },
      signal,
    )
    if (status === undefined) return undefined
    log.endOutput()
    if (status !== 0) log.say(`Command did not exit successfully ${next.run} exit status ${status}`)
    if (await folder.hasState(name)) job = name
    statuses.push(status)
  }
}

const userOf = (runAs: string | undefined) => (runAs === 'root' ? undefined : runAs)

/** Whether the pattern of RETRY matches. One that takes too long, or too much room, does not. */
function matches({ onFailure }: PhaseSpec, output: string): boolean | undefined {
  if (onFailure?.type !== 'RETRY' || onFailure.pattern === undefined) return undefined
  try {
    return boundedMatch(onFailure.pattern, output, PATTERN_LIMIT) ?? false
  } catch {
    return false
  }
}
