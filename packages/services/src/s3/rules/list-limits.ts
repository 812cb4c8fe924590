import { invalidArgument } from '../errors.ts'

const MOST = 1000

/** How many entries a listing shows; more than 1000 are never shown at once. Throws InvalidArgument. */
export function listLimit(wanted: number | undefined, name: string): number {
  if (wanted === undefined) return MOST
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 2_147_483_647) {
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, wanted)
  }
  return Math.min(wanted, MOST)
}
