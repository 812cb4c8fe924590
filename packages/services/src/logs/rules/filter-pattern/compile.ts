import { invalidFilterPattern } from '../../errors.ts'
import { compileJsonPattern } from './json-pattern.ts'
import { compileTerms } from './terms.ts'

/** Whether the message of an event is what the caller looks for. */
export type Matcher = (message: string) => boolean

/**
 * What a filter pattern asks for. Throws InvalidParameterException for one that cannot be read.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(pattern: string | undefined): Matcher {
  const text = pattern?.trim() ?? ''
  if (text === '') return () => true
  if (text.startsWith('{')) return compileJsonPattern(text)
  if (text.startsWith('[')) throw invalidFilterPattern('patterns for space-delimited events ([...]) are not served')
  return compileTerms(text)
}
