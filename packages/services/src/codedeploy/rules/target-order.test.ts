import { expect, test } from 'vitest'
import { type Candidate, orderTargets } from './target-order.ts'

const candidate = (targetId: string, change: Partial<Candidate> = {}): Candidate => ({
  targetId,
  zone: '',
  chance: targetId,
  ...change,
})
const names = (candidates: Candidate[]) => candidates.map(({ targetId }) => targetId)

test('unhealthy targets come first, then unknown, old and current revisions', () => {
  const fleet = [
    candidate('current', { health: { healthy: true, revision: 'r2' } }),
    candidate('old', { health: { healthy: true, revision: 'r1' } }),
    candidate('never'),
    candidate('failed', { health: { healthy: false, revision: 'r2' } }),
  ]

  expect(names(orderTargets(fleet, { currentRevision: 'r2', byZone: false }))).toEqual([
    'failed',
    'never',
    'old',
    'current',
  ])
})

test('within a class chance decides', () => {
  const fleet = [candidate('a', { chance: '9' }), candidate('b', { chance: '1' }), candidate('c', { chance: '5' })]

  expect(names(orderTargets(fleet, { byZone: false }))).toEqual(['b', 'c', 'a'])
})

test('by zone, the zones follow one another by name and targets without a zone come last', () => {
  const fleet = [
    candidate('host'),
    candidate('b1', { zone: 'us-east-1b' }),
    candidate('a1', { zone: 'us-east-1a' }),
    candidate('b2', { zone: 'us-east-1b', health: { healthy: false } }),
  ]

  expect(names(orderTargets(fleet, { byZone: true }))).toEqual(['a1', 'b2', 'b1', 'host'])
})
