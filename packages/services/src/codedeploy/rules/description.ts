import { descriptionTooLong } from '../errors.ts'
import { QUOTAS } from './quotas.ts'

/** Refuses a description that is too long. */
export function checkDescription(description: string | undefined): void {
  if (description !== undefined && description.length > QUOTAS.descriptionLength) {
    throw descriptionTooLong(description.length, QUOTAS.descriptionLength)
  }
}
