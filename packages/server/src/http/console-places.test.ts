import { expect, test } from 'vitest'
import { type ConsolePlace, commandsFor, pathOf, placeAt } from './console-places.ts'

const ID = '01234567-89ab-cdef-0123-456789abcdef'
const PLACES: ConsolePlace[] = [
  { type: 'build', region: 'us-east-1', buildId: `web_app-1:${ID}` },
  { type: 'deployment', region: 'eu-central-1', deploymentId: 'd-ABC123DEF' },
  { type: 'execution', region: 'us-east-1', pipelineName: 'web@1.0', executionId: ID },
]

test.each(PLACES)('the page of a $type is found again by its path', (place) => {
  expect(placeAt(pathOf(place))).toEqual(place)
})

test('a page names the commands that tell of its subject', () => {
  expect(PLACES.map((place) => commandsFor(place)[0])).toEqual([
    `aws codebuild batch-get-builds --region us-east-1 --ids web_app-1:${ID}`,
    'npx towpath deployments watch d-ABC123DEF',
    `npx towpath pipelines watch web@1.0 --execution ${ID}`,
  ])
})

test.each([
  '/console/us-east-1/builds/web',
  `/console/us-east-1/builds/${encodeURIComponent(`<b>:${ID}`)}`,
  '/console/us-east-1/deployments/%zz',
  '/console/us-east-1/pipelines/web',
  `/console/us-east-1/pipelines/${encodeURIComponent('web; rm -rf')}/${ID}`,
  `/console/"><script>/builds/web:${ID}`,
])('%s is no page', (path) => {
  expect(placeAt(path)).toBeUndefined()
})
