/** Labels of one version (documented). */
export const MOST_LABELS = 10

/**
 * Whether a label may be used: letters, digits, `.`, `-` and `_`; it does not begin with a digit (it would be taken for a
 * version) nor with `aws` or `ssm` (documented).
 */
export function isLabel(label: string): boolean {
  return /^(?!aws|ssm|\d)[A-Za-z0-9_.-]{1,100}$/i.test(label)
}
