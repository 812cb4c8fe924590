/**
 * How a deployment works through its targets.
 *
 * A sliding window, not fixed waves: a slot opens as soon as one target ends, and a failed target uses its slot up for
 * the rest of the deployment, because it lowers the number of healthy ones. With a zonal config each zone is a window
 * of its own inside that of the whole fleet, and one zone ends before the next begins. Without one the fleet is a
 * single zone.
 */

/** Counters of one zone. In flight is what was started and has not ended. */
export interface Zone {
  /** Availability Zone; empty for a fleet that is not deployed by zone and for targets that have none. */
  name: string
  total: number
  /** How many of this zone's targets must stay healthy. */
  minimum: number
  started: number
  succeeded: number
  failed: number
  /** Started, but called off before anything ran. */
  skipped: number
}

export interface Fleet {
  /** How many targets of the whole fleet must stay healthy. */
  minimum: number
  /** In the order in which they are deployed; never empty. */
  zones: Zone[]
  /** Index of the zone that is being deployed. */
  current: number
}

export type Step =
  | { step: 'start'; count: number }
  /** Targets in flight must end first. */
  | { step: 'wait' }
  /** The current zone is done; the next one may begin after its monitor time. */
  | { step: 'next-zone' }
  | { step: 'end'; outcome: 'Succeeded' | 'Failed' }

type Counters = Omit<Zone, 'name'>

/** What to do now. Pure: the caller starts targets, counts them in `started`, and asks again when one has ended. */
export function nextStep(fleet: Fleet): Step {
  const all = wholeFleet(fleet)
  if (isHopeless(all) || fleet.zones.some(isHopeless)) {
    // Hosts that are at work are not interrupted (documented): their reports are awaited.
    return inFlight(all) > 0 ? { step: 'wait' } : { step: 'end', outcome: 'Failed' }
  }
  if (remaining(all) === 0) {
    if (inFlight(all) > 0) return { step: 'wait' }
    // At least one target must succeed, even where none needs to stay healthy (documented).
    return { step: 'end', outcome: all.succeeded >= Math.max(1, all.minimum) ? 'Succeeded' : 'Failed' }
  }
  const zone = currentZone(fleet)
  if (remaining(zone) === 0 && inFlight(zone) === 0) return { step: 'next-zone' }
  const count = Math.min(room(zone), room(all))
  return count > 0 ? { step: 'start', count } : { step: 'wait' }
}

export function currentZone(fleet: Fleet): Zone {
  const zone = fleet.zones[fleet.current]
  if (!zone) throw new Error(`A fleet of ${fleet.zones.length} zones has no zone number ${fleet.current}.`)
  return zone
}

/** The sum over all zones. */
export function wholeFleet(fleet: Fleet): Counters {
  const sum: Counters = { total: 0, minimum: fleet.minimum, started: 0, succeeded: 0, failed: 0, skipped: 0 }
  for (const zone of fleet.zones) {
    sum.total += zone.total
    sum.started += zone.started
    sum.succeeded += zone.succeeded
    sum.failed += zone.failed
    sum.skipped += zone.skipped
  }
  return sum
}

export function inFlight(counters: Counters): number {
  return counters.started - counters.succeeded - counters.failed - counters.skipped
}

export function remaining(counters: Counters): number {
  return counters.total - counters.started
}

function room(counters: Counters): number {
  const free = counters.total - counters.minimum - counters.failed - inFlight(counters)
  return Math.max(0, Math.min(remaining(counters), free))
}

/**
 * Whether one more target out of service would leave too few healthy ones. The very last target may fail: there is
 * nothing left to start, and the end is judged by how many succeeded (documented for OneAtATime).
 */
function isHopeless(counters: Counters): boolean {
  const healthy = counters.total - counters.failed
  return remaining(counters) > 0 ? healthy <= counters.minimum : healthy < counters.minimum
}
