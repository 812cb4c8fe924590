import type { ListCuratedEnvironmentImagesInput, ListCuratedEnvironmentImagesOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import type { Room } from '../room.ts'
import { CURATED_PLATFORMS } from '../rules/curated-images.ts'

export const listCuratedEnvironmentImages = operation<
  ListCuratedEnvironmentImagesInput,
  ListCuratedEnvironmentImagesOutput,
  Room
>('ListCuratedEnvironmentImages', {
  kind: 'read',
  access: () => [onAnything('ListCuratedEnvironmentImages')],
  run: async () => ({ platforms: CURATED_PLATFORMS }),
})
