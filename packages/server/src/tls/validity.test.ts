import fc from 'fast-check'
import { expect, test } from 'vitest'
import { authorityValidity, isRenewalDue, serverValidity, warningOf } from './validity.ts'

const DAY = 86_400_000
const NOW = Date.parse('2030-01-01T00:00:00Z')
const days = (from: number, to: number) => ({ notBefore: NOW + from * DAY, notAfter: NOW + to * DAY })
const time = fc.integer({ min: 0, max: Date.parse('2100-01-01T00:00:00Z') })

test.each([
  [days(-1, 365), 365, false],
  [days(-300, 61), 365, false],
  [days(-310, 59), 365, true],
  [days(-400, -1), 365, true],
  // Nothing would be gained: the authority itself ends.
  [days(-310, 20), 20, false],
  // Made while the clock was ahead.
  [days(1, 300), 365, true],
])('a certificate good for %j: one until day %d is due: %s', (kept, replacement, due) => {
  expect(isRenewalDue(kept, NOW, NOW + replacement * DAY)).toBe(due)
})

test("a server's certificate is good now, for no more than 397 days, within its authority, and not due at once", () => {
  fc.assert(
    fc.property(time, fc.integer({ min: 0, max: 3649 * DAY }), (made, later) => {
      const authority = authorityValidity(made)
      const now = made + later
      const server = serverValidity(now, authority)

      expect(server.notBefore).toBeLessThanOrEqual(now)
      expect(server.notAfter).toBeGreaterThan(now)
      expect(server.notAfter - server.notBefore).toBeLessThanOrEqual(397 * DAY)
      expect(server.notBefore).toBeGreaterThanOrEqual(authority.notBefore)
      expect(server.notAfter).toBeLessThanOrEqual(authority.notAfter)
      expect(isRenewalDue(server, now, serverValidity(now, authority).notAfter)).toBe(false)
    }),
  )
})

test('who looks every hour never serves a certificate that has less than 59 days left, until the authority ends', () => {
  const authority = authorityValidity(NOW)
  let served = serverValidity(NOW, authority)
  let renewals = 0

  for (let now = NOW; now < authority.notAfter - 60 * DAY; now += DAY / 24) {
    const next = serverValidity(now, authority)
    if (isRenewalDue(served, now, next.notAfter)) {
      served = next
      renewals++
    }
    if (served.notAfter - now < 59 * DAY) expect.fail(`on ${new Date(now).toISOString()}`)
  }

  expect(renewals).toBeLessThan(14)
})

test.each([
  [days(-100, 100), undefined],
  [days(-336, 29), 'ends at 2030-01-30T00:00:00.000Z'],
  [days(-71, 19), undefined],
  [days(-73, 17), 'ends at 2030-01-18T00:00:00.000Z'],
  [days(-90, 0), 'ended at 2030-01-01T00:00:00.000Z'],
  [days(1, 100), 'is good from 2030-01-02T00:00:00.000Z on only'],
])('what to say of %j: %s', (validity, warning) => {
  expect(warningOf(validity, NOW)).toBe(warning)
})
