import { SCRIPTABLE_EVENTS } from '@towpath/agent-link/lifecycle-events.ts'
import { type AppSpec, InvalidAppSpec } from './appspec.ts'
import { parseAppSpec } from './parse.ts'

export interface AppSpecFinding {
  /** `error`: deployments fail; `warning`: they succeed but do something else than the file seems to say. */
  severity: 'error' | 'warning'
  /** Stable: `appspec-invalid`, `hook-unknown`, `hook-never-runs`, `mode-octal`, `timeout-above-limit`. */
  id: string
  message: string
}

/** The longest that all scripts of one event together may take, as documented. */
const MAX_EVENT_SECONDS = 3600

/**
 * What is wrong with an appspec text, without touching anything: for checks before a deployment.
 *
 * `customEvents` are further events that hooks may be written for (local deployments only).
 */
export function validateAppSpec(
  text: string,
  options: { name?: string; customEvents?: readonly string[] } = {},
): { appspec?: AppSpec; findings: AppSpecFinding[] } {
  let appspec: AppSpec
  try {
    appspec = parseAppSpec(text, options.name ?? 'appspec.yml')
  } catch (error) {
    if (!(error instanceof InvalidAppSpec)) throw error
    return { findings: [{ severity: 'error', id: 'appspec-invalid', message: error.message }] }
  }
  const known = [...SCRIPTABLE_EVENTS, ...(options.customEvents ?? [])]
  return { appspec, findings: [...hookFindings(appspec, known), ...modeFindings(text)] }
}

function hookFindings(appspec: AppSpec, known: readonly string[]): AppSpecFinding[] {
  const findings: AppSpecFinding[] = []
  for (const [event, scripts] of Object.entries(appspec.hooks)) {
    const warn = (id: string, message: string) => findings.push({ severity: 'warning', id, message })
    if (event === 'Install' || event === 'DownloadBundle') {
      warn('hook-never-runs', `${event} is done by the agent itself; its scripts are never run`)
    } else if (!known.includes(event)) {
      const nearest = known.find((name) => name.toLowerCase().startsWith(event.toLowerCase().slice(0, -1)))
      const hint = nearest ? ` (did you mean ${nearest}?)` : ''
      warn('hook-unknown', `hook "${event}" is not a lifecycle event, so its scripts are never run${hint}`)
    }
    const seconds = scripts.reduce((sum, script) => sum + script.timeoutSeconds, 0)
    if (scripts.length > 1 && seconds > MAX_EVENT_SECONDS && scripts.some((script) => script.timeoutSeconds < 3600)) {
      warn('timeout-above-limit', `the scripts of ${event} may take ${seconds} s together; an event ends after 3600 s`)
    }
  }
  return findings
}

/** `mode: 0644` without quotes is the number 420 in YAML, and 0420 is what the agent would set (observed). */
function modeFindings(text: string): AppSpecFinding[] {
  return [...text.matchAll(/^\s*(?:-\s+)?mode:\s+(0[0-7]{2,3})\s*(?:#.*)?$/gm)].map(([, mode = '']) => ({
    severity: 'warning',
    id: 'mode-octal',
    message: `mode: ${mode} is read as the decimal number ${Number.parseInt(mode, 8)}; write "${mode}" in quotes`,
  }))
}
