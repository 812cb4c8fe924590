import { join } from 'node:path'
import { UsageError } from '@towpath/base'

/** What `npm start` can deploy: the sample as a process of each instance, or as a container that each instance runs. */
export type Sample = 'plain' | 'container'

const EXAMPLES = join(import.meta.dirname, '..', '..', '..', '..', 'examples')

/** Where the samples lie in the checkout. */
export const SAMPLE_FOLDERS: Record<Sample, string> = {
  plain: join(EXAMPLES, 'sample-app'),
  container: join(EXAMPLES, 'container-app'),
}

/** What `TOWPATH_SAMPLE` asks for. */
export function wantedSample(text: string | undefined): Sample | undefined {
  if (text === undefined || text === '') return undefined
  if (text === 'plain' || text === 'container') return text
  throw new UsageError(`TOWPATH_SAMPLE is "${text}"; it can be plain or container`)
}

/**
 * Which sample to deploy, and what the user should know about it. `present` is the one that an earlier start deployed:
 * it stays. `obstacle` tells why no container can be run; undefined when one can. Throws a UsageError when a container
 * was asked for and cannot be had.
 */
export function chooseSample(given: { wanted?: Sample; present?: Sample; obstacle?: string }): {
  sample: Sample
  note?: string
} {
  const { wanted, present, obstacle } = given
  if (present !== undefined) return { sample: present, note: noteOnPresent(present, wanted, obstacle) }
  if (wanted === 'plain') return { sample: 'plain' }
  if (obstacle === undefined) return { sample: 'container' }
  if (wanted === 'container') throw new UsageError(`The container sample cannot be deployed: ${obstacle}`)
  return { sample: 'plain', note: `the sample runs as a plain process, not as a container: ${obstacle}` }
}

function noteOnPresent(present: Sample, wanted: Sample | undefined, obstacle: string | undefined): string | undefined {
  if (wanted !== undefined && wanted !== present) {
    return `the ${present} sample is deployed here and stays; the other one needs a data folder of its own (--data DIR)`
  }
  if (present === 'container' && obstacle !== undefined) return `the sample's containers cannot be reached: ${obstacle}`
  return undefined
}
