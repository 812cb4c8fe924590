import { access, chmod, constants, realpath, stat } from 'node:fs/promises'
import type { DeploymentSpecification } from '@towpath/agent-link'
import type { Diagnostics } from '@towpath/agent-link/diagnostics.ts'
import type { Script } from '../appspec/appspec.ts'
import { readAppSpec } from '../appspec/find.ts'
import { commandLine } from '../hooks/command-line.ts'
import { hookEnvironment } from '../hooks/environment.ts'
import { runScript } from '../hooks/run-script.ts'
import { scriptFailure, scriptMissing, scriptNotExecutable, scriptOutside } from '../hooks/script-failure.ts'
import { ScriptLog } from '../hooks/script-log.ts'
import { revisionFor } from '../host/revisions.ts'
import type { EventObserver, HostTools } from './host-tools.ts'
import { type EventOutcome, succeeded } from './outcome.ts'

/** The scripts of an event, and the folder they are in; none when the event has nothing to do here. */
export async function scriptsFor(
  event: string,
  spec: DeploymentSpecification,
  tools: HostTools,
): Promise<{ scripts: Script[]; archive: string }> {
  const deployment = await revisionFor(event, spec, tools.layout)
  if (!deployment) return { scripts: [], archive: '' }
  const { appspec } = await readAppSpec(deployment.archive, spec.appSpecFilename)
  const scripts = Object.hasOwn(appspec.hooks, event) ? appspec.hooks[event] : undefined
  return { scripts: scripts ?? [], archive: deployment.archive }
}

/** Runs an event's scripts one after the other; the first failure ends it. Rejects when the appspec cannot be read. */
export async function runHookEvent(
  event: string,
  spec: DeploymentSpecification,
  tools: HostTools,
  observer: EventObserver,
): Promise<EventOutcome> {
  const { scripts, archive } = await scriptsFor(event, spec, tools)
  if (scripts.length === 0) return succeeded()
  const log = openLog(spec, tools, observer)
  try {
    log.header(`LifecycleEvent - ${event}`)
    const env = hookEnvironment(tools.env, event, spec)
    for (const script of scripts) {
      const failure = await runOne(script, archive, env, { tools, observer, log })
      if (failure) {
        const diagnostics: Diagnostics = { ...failure, scriptName: script.location, log: log.tail }
        return { status: 'Failed', diagnostics }
      }
    }
    return succeeded()
  } finally {
    log.close()
  }
}

function openLog(spec: DeploymentSpecification, tools: HostTools, observer: EventObserver): ScriptLog {
  const { deploymentsLog } = tools
  return new ScriptLog(tools.layout.deployment(spec).scriptLog, () => tools.clock.now(), [
    (entries) => observer.output?.(entries),
    (entries) => {
      const texts = entries.map(({ Stream, Text }) => (Stream === 'header' ? Text : `[${Stream}]${Text}`))
      deploymentsLog?.add(spec.deploymentId, texts)
    },
  ])
}

interface Surroundings {
  tools: HostTools
  observer: EventObserver
  log: ScriptLog
}

async function runOne(script: Script, archive: string, env: Record<string, string>, around: Surroundings) {
  const { tools, observer, log } = around
  // Joined as text: a location is a path inside the revision, also when it begins with a slash.
  const path = `${archive}/${script.location}`
  const found = await stat(path).catch(() => undefined)
  if (!found) return scriptMissing(path)
  // The official agent runs whatever `..` leads to, and makes it executable first.
  if (!tools.sources.limits.allowOutsideSymlinks && !(await isInside(archive, path))) return scriptOutside(path)
  if (found.isFile() && !(await makeExecutable(path, found.mode))) return scriptNotExecutable(script)
  log.header(`Script - ${script.location}`)
  const end = await runScript({
    command: commandLine(script, path),
    env,
    cwd: tools.cwd,
    timeoutMs: script.timeoutSeconds * 1000,
    killGraceMs: tools.hookKillGraceMs,
    clock: tools.clock,
    signal: observer.signal,
    onStart: observer.scriptStarted?.bind(observer),
    onLines: (stream, lines) => log.lines(stream, lines),
  })
  await observer.scriptEnded?.()
  return scriptFailure(script, path, end)
}

async function isInside(archive: string, path: string): Promise<boolean> {
  return (await realpath(path)).startsWith(`${await realpath(archive)}/`)
}

async function makeExecutable(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return true
  } catch {
    return chmod(path, (mode & 0o7777) | 0o111).then(
      () => true,
      () => false,
    )
  }
}
