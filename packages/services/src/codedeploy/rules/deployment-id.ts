import { type Ids, UPPER_ALPHANUMERIC } from '@towpath/base'

/** `d-` and nine letters or digits, as AWS forms them (observed). */
export function newDeploymentId(ids: Ids): string {
  return `d-${ids.random(9, UPPER_ALPHANUMERIC)}`
}

export function isDeploymentId(text: string): boolean {
  return /^d-[A-Z0-9]{9}$/.test(text)
}
