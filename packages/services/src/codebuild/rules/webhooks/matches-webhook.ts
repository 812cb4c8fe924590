import type { WebhookFilter } from '@aws-sdk/client-codebuild'
import { boundedMatch, boundedMatches } from '@towpath/base'
import type { EventKind, HookEvent } from './hook-event.ts'
import type { WebhookSettings } from './webhook-settings.ts'

/** What starts builds where a webhook has no filters of its own. */
export const USUAL_EVENTS: readonly EventKind[] = [
  'PUSH',
  'PULL_REQUEST_CREATED',
  'PULL_REQUEST_UPDATED',
  'PULL_REQUEST_REOPENED',
]

/** Whether a webhook lets an event start a build: all filters of one of its groups do (documented). */
export function matchesWebhook(
  { filterGroups = [], branchFilter }: Pick<WebhookSettings, 'filterGroups' | 'branchFilter'>,
  event: HookEvent,
): boolean {
  if (filterGroups.length > 0) return anyGroup(filterGroups, event)
  if (!USUAL_EVENTS.includes(event.kind)) return false
  if (!branchFilter) return true
  const branch = /^refs\/heads\/(.+)$/s.exec(event.headRef ?? '')?.[1]
  return branch !== undefined && boundedMatch(branchFilter, branch) === true
}

/** All patterns are tried at once: together they have as much time as one. When that is over, nothing is let through. */
function anyGroup(groups: readonly WebhookFilter[][], event: HookEvent): boolean {
  const concerned = groups.filter((group) => group.every((filter) => filter.type !== 'EVENT' || isEvent(filter, event)))
  const filters = concerned.map((group) => group.filter(({ type }) => type !== 'EVENT'))
  const asked = filters.flat().map(({ type, pattern = '' }) => ({ pattern, texts: valuesOf(type, event) ?? [] }))
  const found = boundedMatches(asked)
  if (!found) return false
  let at = 0
  const passed = filters.map((group) => group.map((filter) => passes(filter, event, found[at++] ?? [])))
  return passed.some((group) => group.every(Boolean))
}

const isEvent = ({ pattern, excludeMatchedPattern = false }: WebhookFilter, { kind }: HookEvent) =>
  eventsOf(pattern).includes(kind) !== excludeMatchedPattern

/** The events that a webhook has to be told of. */
export function wantedEvents({ filterGroups = [] }: Pick<WebhookSettings, 'filterGroups'>): EventKind[] {
  if (filterGroups.length === 0) return [...USUAL_EVENTS]
  const patterns = filterGroups.flat().filter(({ type }) => type === 'EVENT')
  return [...new Set(patterns.flatMap(({ pattern }) => eventsOf(pattern)))]
}

/** `PUSH, PULL_REQUEST_CREATED`. */
export const eventsOf = (pattern = ''): EventKind[] => pattern.split(',').map((each) => each.trim() as EventKind)

/** What the event does not tell of lets nothing through, also turned around. */
function passes({ type, excludeMatchedPattern = false }: WebhookFilter, event: HookEvent, found: boolean[]): boolean {
  return valuesOf(type, event) !== undefined && found.some(Boolean) !== excludeMatchedPattern
}

function valuesOf(type: WebhookFilter['type'], event: HookEvent): readonly string[] | undefined {
  const one = (value: string | undefined) => (value === undefined ? undefined : [value])
  const [organization, name] = event.repository.split('/')
  switch (type) {
    case 'ACTOR_ACCOUNT_ID':
      return one(event.actorAccountId)
    case 'HEAD_REF':
      return one(event.headRef)
    case 'BASE_REF':
      return one(event.baseRef)
    case 'FILE_PATH':
      return event.paths
    case 'COMMIT_MESSAGE':
      return one(event.commitMessage)
    case 'TAG_NAME':
      return one(event.tagName)
    case 'RELEASE_NAME':
      return one(event.releaseName)
    case 'REPOSITORY_NAME':
      return one(name)
    case 'ORGANIZATION_NAME':
      return one(organization)
    default:
      return undefined
  }
}
