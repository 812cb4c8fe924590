/** Something about a revision that fails its deployment (error code 5). The message is what is reported. */
export class RevisionError extends Error {
  override readonly name = 'RevisionError'
}
