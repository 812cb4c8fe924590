import type { CodeCommitClient } from '@aws-sdk/client-codecommit'
import { type Io, tell } from '../io.ts'
import { engineObstacle } from './container/engine.ts'
import { presentSample } from './repository.ts'
import { chooseSample, type Sample, wantedSample } from './samples.ts'

/** Decides which sample is built and deployed. */
export async function prepareSample(codecommit: CodeCommitClient, io: Io): Promise<Sample> {
  const wanted = wantedSample(io.env.TOWPATH_SAMPLE)
  const present = await presentSample(codecommit)
  const obstacle = (present ?? wanted) === 'plain' ? undefined : await engineObstacle()
  const { sample, note } = chooseSample({ wanted, present, obstacle })
  if (note) tell(io, `  ! ${note}`)
  return sample
}
