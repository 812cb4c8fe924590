import { stripVTControlCharacters } from 'node:util'

/** Text from outside as it may be shown: no control characters that move the cursor, ring or colour. Tabs become blanks. */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\t', '  ')
    .replace(/\p{Cc}/gu, '')
}
