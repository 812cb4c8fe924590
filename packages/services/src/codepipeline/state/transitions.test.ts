import { expect, test } from 'vitest'
import { codepipelineServer } from '../testing/codepipeline-server.ts'
import { Transitions } from './transitions.ts'

test('a transition that was disabled says why until it is enabled, and other pipelines know nothing of it', async () => {
  await using server = await codepipelineServer()
  const closed = { stage: 'Deploy', reason: 'freeze', changedBy: 'arn:aws:iam::123456789012:root', changedAt: 5 }

  const seen = await server.store.transaction(async (db) => {
    const transitions = new Transitions(db)
    await transitions.disable('p1', closed)
    await transitions.disable('p1', { ...closed, reason: 'longer freeze' })
    const after = await transitions.disabled('p1')
    await transitions.enable('p1', 'Deploy')
    return [after, await transitions.disabled('p1'), await transitions.disabled('p2')]
  })

  expect(seen).toEqual([[{ ...closed, reason: 'longer freeze' }], [], []])
})
