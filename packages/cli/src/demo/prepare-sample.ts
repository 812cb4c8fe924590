import type { CodeCommitClient } from '@aws-sdk/client-codecommit'
import { UsageError } from '@towpath/base'
import { type Io, tell } from '../io.ts'
import { engineObstacle } from './container/engine.ts'
import { buildImage } from './container/image.ts'
import { step } from './progress.ts'
import { presentSample } from './repository.ts'
import { chooseSample, type Sample, wantedSample } from './samples.ts'

/** Decides which sample is deployed. The image of the container sample is built before its first commit names it. */
export async function prepareSample(codecommit: CodeCommitClient, io: Io): Promise<Sample> {
  const wanted = wantedSample(io.env.TOWPATH_SAMPLE)
  const present = await presentSample(codecommit)
  const obstacle = (present ?? wanted) === 'plain' ? undefined : await containerObstacle(present === undefined, io)
  const { sample, note } = chooseSample({ wanted, present, obstacle })
  if (note) tell(io, `  ! ${note}`)
  return sample
}

/** Why containers cannot be had; undefined when they can, and then their image is there. */
async function containerObstacle(isNew: boolean, io: Io): Promise<string | undefined> {
  const obstacle = await engineObstacle()
  if (obstacle !== undefined || !isNew) return obstacle
  try {
    await step(io, 'image for the containers', () => buildImage(io))
    return undefined
  } catch (error) {
    if (io.signal.aborted) throw new UsageError('Stopped while the image was being built')
    return `its image cannot be built: ${(error as Error).message}`
  }
}
