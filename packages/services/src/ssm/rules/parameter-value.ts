import type { ParameterTier, ParameterType } from '@aws-sdk/client-ssm'
import { boundedMatches, isPattern } from '@towpath/base'
import { emptyValue, invalidAllowedPattern, patternMismatch, valueTooLong } from '../errors.ts'

/** Longest value of each tier, in bytes (documented). */
const LONGEST = { Standard: 4096, Advanced: 8192 }

/** The tier that a value is kept in: what `Intelligent-Tiering` comes to is settled by the length. */
export function tierOf(value: string, wanted: ParameterTier = 'Standard'): 'Standard' | 'Advanced' {
  if (wanted !== 'Intelligent-Tiering') return wanted
  return Buffer.byteLength(value) > LONGEST.Standard ? 'Advanced' : 'Standard'
}

/** Refuses a value that its tier, or the parameter's own pattern, does not take. */
export function checkValue(
  value: string,
  of: { type: ParameterType; tier: 'Standard' | 'Advanced'; allowedPattern?: string },
): void {
  if (value === '') throw emptyValue()
  if (Buffer.byteLength(value) > LONGEST[of.tier]) throw valueTooLong(of.tier, LONGEST[of.tier])
  if (!of.allowedPattern) return
  if (!isPattern(of.allowedPattern)) throw invalidAllowedPattern(of.allowedPattern)
  // Each item of a list has to match. What takes too long to tell does not.
  const texts = of.type === 'StringList' ? value.split(',') : [value]
  const found = boundedMatches([{ pattern: `^(?:${of.allowedPattern})$`, texts }])
  if (!found?.[0]?.every(Boolean)) throw patternMismatch(of.allowedPattern)
}
