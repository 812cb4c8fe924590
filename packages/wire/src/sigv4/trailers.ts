import { malformedTrailer } from './errors.ts'

const SIGNATURE = 'x-amz-trailer-signature'

/**
 * The trailers of an aws-chunked body, and the signature over them.
 *
 * `text` is all that follows the line of the last chunk. Just the announced names may stand there, each once. Clients
 * end these lines in CRLF or LF and put empty lines in different places; that means nothing.
 */
export function parseTrailers(
  text: string,
  announced: string[],
): { trailers: Record<string, string>; signature?: string } {
  const found = new Map<string, string>()
  for (const line of text.split('\n')) {
    const content = line.endsWith('\r') ? line.slice(0, -1) : line
    if (content === '') continue
    const colon = content.indexOf(':')
    const name = content.slice(0, Math.max(colon, 0)).trim().toLowerCase()
    if (name !== SIGNATURE && !announced.includes(name)) throw malformedTrailer(`${JSON.stringify(name)} not announced`)
    if (found.has(name)) throw malformedTrailer(`${name} is given twice`)
    found.set(name, content.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, ''))
  }
  const signature = found.get(SIGNATURE)
  found.delete(SIGNATURE)
  // A signature shows by itself that all is there; some clients leave out the end of its line.
  if (signature === undefined && !text.endsWith('\n')) throw malformedTrailer('it is cut short')
  const missing = announced.filter((name) => !found.has(name))
  if (missing.length > 0) throw malformedTrailer(`${missing.join(', ')} announced but absent`)
  return { trailers: Object.fromEntries(found), signature }
}
