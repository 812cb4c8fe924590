/**
 * How long a repeated start is the same build, in milliseconds. Longer than the 5 minutes of AWS: a pipeline whose control
 * plane was down for a while asks again.
 */
export const TOKEN_KEPT = 86_400_000
