import { expect, test } from 'vitest'
import { pipeline, sourceAction } from '../testing/definitions.ts'
import { withDefaults } from './pipeline.ts'
import { carrySecrets, splitSecrets, withSecrets } from './secrets.ts'

const withToken = (OAuthToken: string, stage = 'Source') =>
  withDefaults(
    pipeline({
      stages: [
        {
          name: stage,
          actions: [
            sourceAction({
              actionTypeId: { category: 'Source', owner: 'ThirdParty', provider: 'GitHub', version: '1' },
              configuration: { Owner: 'acme', Repo: 'web', Branch: 'main', OAuthToken },
            }),
          ],
        },
      ],
    }),
  )

test('a definition without its secrets holds no trace of them', () => {
  const { masked, secrets } = splitSecrets(withToken('geheim'))

  expect(JSON.stringify(masked)).not.toContain('geheim')
  expect(Object.values(secrets)).toEqual(['geheim'])
})

test.each([
  ['the mask keeps the secret', '****', 'Source', 'old'],
  ['a new value replaces it', 'new', 'Source', 'new'],
  ['renaming the stage loses it', '****', 'Origin', '****'],
])('%s', (_, token, stage, expected) => {
  const before = splitSecrets(withToken('old')).secrets
  const after = splitSecrets(withToken(token, stage))
  const secrets = carrySecrets(after, before)
  const action = after.masked.stages[0]?.actions[0]

  expect(action && withSecrets(stage, action, secrets)).toMatchObject({ OAuthToken: expected, Owner: 'acme' })
})
