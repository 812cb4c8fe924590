import { HOST_EVENTS } from '@towpath/agent-link/lifecycle-events.ts'
import { UsageError } from '@towpath/base/errors.ts'

const DOWNLOAD = 'DownloadBundle'
const INSTALL = 'Install'
/** They use the revision that was there before. */
const BEFORE_DOWNLOAD = ['BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop']
const BEFORE_INSTALL = [...BEFORE_DOWNLOAD, DOWNLOAD, 'BeforeInstall']

const PASCAL_CASE = /^([A-Z][a-z0-9]+)+/

/**
 * The events of a local deployment in the order in which they run: those asked for, with DownloadBundle and Install
 * added where they are missing. Throws UsageError for a name that cannot be one, or an order that cannot work.
 */
export function localEvents(asked: readonly string[] | undefined): string[] {
  if (!asked) return HOST_EVENTS.map((event) => event.name)
  const events = withRequired(asked)
  for (const event of events) {
    if (!PASCAL_CASE.test(event)) throw new UsageError(`events: ${JSON.stringify(event)} is not a name in PascalCase`)
  }
  refuseBefore(events, DOWNLOAD, BEFORE_DOWNLOAD)
  refuseBefore(events, INSTALL, BEFORE_INSTALL)
  return events
}

function withRequired(asked: readonly string[]): string[] {
  const events = asked.includes(DOWNLOAD) ? [...asked] : [DOWNLOAD, ...asked]
  if (!events.includes(INSTALL)) events.splice(events.indexOf(DOWNLOAD) + 1, 0, INSTALL)
  const [download, install] = [events.indexOf(DOWNLOAD), events.indexOf(INSTALL)]
  if (install < download) {
    events[install] = DOWNLOAD
    events[download] = INSTALL
  }
  // Its scripts are in the revision that is downloaded, so it cannot come before.
  const early = events.indexOf('BeforeInstall')
  if (early >= 0 && early < events.indexOf(DOWNLOAD)) {
    events.splice(early, 1)
    events.splice(events.indexOf(DOWNLOAD) + 1, 0, 'BeforeInstall')
  }
  return events
}

function refuseBefore(events: string[], milestone: string, allowed: string[]): void {
  const wrong = events.slice(0, events.indexOf(milestone)).filter((event) => !allowed.includes(event))
  if (wrong.length > 0) throw new UsageError(`events: ${wrong.join(', ')} cannot come before ${milestone}`)
}
