import type { ActionTypeId } from '@aws-sdk/client-codepipeline'
import { expect, test } from 'vitest'
import { pipeline, sourceAction } from '../testing/definitions.ts'
import type { ActionTypes } from './action-types/action-type.ts'
import { findActionType } from './action-types/index.ts'
import { withDefaults } from './pipeline.ts'
import { carrySecrets, splitSecrets, withSecrets } from './secrets.ts'

const GITHUB = { category: 'Source', owner: 'ThirdParty', provider: 'GitHub', version: '1' } as const

const withToken = (
  OAuthToken: string,
  { stage = 'Source', type = GITHUB as ActionTypeId, ...configuration }: Record<string, unknown> = {},
) =>
  withDefaults(
    pipeline({
      stages: [
        {
          name: String(stage),
          actions: [
            sourceAction({
              actionTypeId: type as ActionTypeId,
              configuration: { Owner: 'acme', Repo: 'web', Branch: 'main', ...configuration, OAuthToken },
            }),
          ],
        },
      ],
    }),
  )

/** GitHub's, and one of somebody's own that has a secret of the same name. */
const types: ActionTypes = (id) => {
  const github = findActionType(GITHUB)
  return id.owner === 'Custom' ? github && { ...github, id } : findActionType(id)
}

test('a definition without its secrets holds no trace of them', () => {
  const { masked, secrets } = splitSecrets(withToken('geheim'))

  expect(JSON.stringify(masked)).not.toContain('geheim')
  expect(Object.values(secrets)).toEqual(['geheim'])
})

test.each([
  ['the mask keeps the secret', '****', {}, 'old'],
  ['a new value replaces it', 'new', {}, 'new'],
  ['renaming the stage loses it', '****', { stage: 'Origin' }, '****'],
  ['it is not used for another repository', '****', { Repo: 'other' }, '****'],
  ['it is not handed to another provider', '****', { type: { ...GITHUB, owner: 'Custom' } }, '****'],
])('%s', (_, token, changed, expected) => {
  const before = splitSecrets(withToken('old'), types)
  const after = splitSecrets(withToken(token, changed), types)

  const secrets = carrySecrets(after, before, types)

  const [stage] = after.masked.stages
  const action = stage?.actions[0]
  expect(action && withSecrets(stage.name, action, secrets)).toMatchObject({ OAuthToken: expected, Owner: 'acme' })
})
