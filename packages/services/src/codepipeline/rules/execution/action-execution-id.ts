import { createHash } from 'node:crypto'

/**
 * The id of one attempt at an action: a lower-case UUID that follows from what it is about, so that a step that is
 * decided twice names the same one. The marks of version 8 and of the usual variant are in it.
 */
export function actionExecutionId(executionId: string, stage: string, action: string, attempt: number): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([executionId, stage, action, attempt]))
    .digest('hex')
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `a${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}
