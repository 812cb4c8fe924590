import { expect, test } from 'vitest'
import type { MinimumHealthyHosts } from './deployment-config.ts'
import { canStart, requiredHealthy } from './minimum-healthy-hosts.ts'

const hosts = (value: number): MinimumHealthyHosts => ({ type: 'HOST_COUNT', value })
const percent = (value: number): MinimumHealthyHosts => ({ type: 'FLEET_PERCENT', value })
const oneAtATime: MinimumHealthyHosts = { type: 'MOST_CONCURRENCY', value: 1 }

test.each([
  [9, hosts(6), 6],
  [9, percent(40), 4],
  [9, percent(50), 5],
  [9, oneAtATime, 8],
  [9, percent(0), 0],
  [10, percent(95), 10],
  [10, hosts(9), 9],
  [10, hosts(8), 8],
  [1, oneAtATime, 0],
])('of %i targets, %j keeps %i healthy', (total, minimum, required) => {
  expect(requiredHealthy(minimum, total)).toBe(required)
})

test.each([
  [10, percent(95), false],
  [1, hosts(1), false],
  [3, hosts(5), false],
  [10, hosts(9), true],
  [1, oneAtATime, true],
])('of %i targets, %j lets a deployment start: %s', (total, minimum, starts) => {
  expect(canStart(requiredHealthy(minimum, total), total)).toBe(starts)
})
