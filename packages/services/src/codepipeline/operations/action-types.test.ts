import { ListActionTypesCommand, ListRuleTypesCommand } from '@aws-sdk/client-codepipeline'
import { expect, test } from 'vitest'
import { codepipelineServer } from '../testing/codepipeline-server.ts'

test('action types say what they take, and secrets are marked', async () => {
  await using server = await codepipelineServer()

  const { actionTypes = [] } = await server.pipelines.send(new ListActionTypesCommand({}))

  const github = actionTypes.find(({ id }) => id?.provider === 'GitHub')
  expect(github).toMatchObject({
    id: { category: 'Source', owner: 'ThirdParty', version: '1' },
    inputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
    outputArtifactDetails: { minimumCount: 1, maximumCount: 1 },
  })
  const token = github?.actionConfigurationProperties?.find(({ name }) => name === 'OAuthToken')
  expect(token).toMatchObject({ required: true, secret: true })
  expect(actionTypes.every(({ inputArtifactDetails }) => Number(inputArtifactDetails?.maximumCount) <= 5)).toBe(true)
})

test('they can be had of one owner alone', async () => {
  await using server = await codepipelineServer()

  const thirdParty = await server.pipelines.send(new ListActionTypesCommand({ actionOwnerFilter: 'ThirdParty' }))
  const custom = await server.pipelines.send(new ListActionTypesCommand({ actionOwnerFilter: 'Custom' }))

  expect(thirdParty.actionTypes?.map(({ id }) => id?.provider)).toEqual(['GitHub'])
  expect(custom.actionTypes).toEqual([])
})

test('rule types are those that conditions may use', async () => {
  await using server = await codepipelineServer()

  const { ruleTypes } = await server.pipelines.send(new ListRuleTypesCommand({}))

  expect(ruleTypes?.map(({ id }) => id?.provider)).toContain('VariableCheck')
})
