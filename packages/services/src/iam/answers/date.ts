/** IAM tells times to the second. */
export function dateAnswer(at: number): Date {
  return new Date(Math.floor(at / 1000) * 1000)
}
