/** A line of the build's own among the output of its commands: `[Container] YYYY/MM/DD HH:MM:SS.ffffff text` (observed). */
export function containerLine(text: string, now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().slice(0, -1).split('T')
  return `[Container] ${date.replaceAll('-', '/')} ${time}000 ${text}`
}

/** The two lines at the end of a phase (observed). Tools look for `Phase complete:`. */
export function phaseComplete(
  phase: string,
  state: string,
  contexts: readonly { statusCode: string; message: string }[],
): string[] {
  const said = contexts.length > 0 ? contexts : [{ statusCode: '', message: '' }]
  return [
    `Phase complete: ${phase} State: ${state}`,
    ...said.map(({ statusCode, message }) => `Phase context status code: ${statusCode} Message: ${message}`),
  ]
}
