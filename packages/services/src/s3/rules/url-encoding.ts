/** Encodes a key for `encoding-type=url`: all but letters, digits, `-_.*` and `/`. */
export function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, escaped)
    .replaceAll('%2F', '/')
}

/** What applies the encoding that a listing was asked for. */
export function encoder(encodingType: string | undefined): <T extends string | undefined>(text: T) => T {
  return <T extends string | undefined>(text: T) =>
    (encodingType === 'url' && text !== undefined ? urlEncoded(text) : text) as T
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
