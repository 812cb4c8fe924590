import { descriptionTooLong } from '../errors.ts'
import { QUOTAS } from './quotas.ts'

/** A description that is not too long, without NUL characters: PostgreSQL has no place for them. */
export function checkDescription(description: string | undefined): string | undefined {
  if (description !== undefined && description.length > QUOTAS.descriptionLength) {
    throw descriptionTooLong(description.length, QUOTAS.descriptionLength)
  }
  return description?.replaceAll('\0', '')
}
