import type { MinimumHealthyHosts } from './deployment-config.ts'

/** How many of `total` targets must stay healthy while a deployment runs, and have succeeded when it is over. */
export function requiredHealthy(minimum: MinimumHealthyHosts, total: number): number {
  switch (minimum.type) {
    case 'HOST_COUNT':
      return minimum.value
    case 'FLEET_PERCENT':
      // Fractions round up in favour of staying healthy: 50 % of 9 keeps 5 serving (documented).
      return Math.ceil((total * minimum.value) / 100)
    case 'MOST_CONCURRENCY':
      return Math.max(0, total - minimum.value)
  }
}

/** Whether a deployment that must keep `required` of `total` targets healthy can touch even one of them. */
export function canStart(required: number, total: number): boolean {
  return total - required >= 1
}
