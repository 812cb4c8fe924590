/** A piece of a text that a shell would expand. */
type Piece = { literal: string } | { command: string }

const REFERENCE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/y

/**
 * Puts the values of `$NAME` and `${NAME}` into a text: artifact names, base directories, cache keys. A variable that is
 * not set is empty, as in a shell; a backslash keeps a dollar sign. `$(command)` is what `run` answers for it (commands
 * run in the build, not here); without `run` it stays as it is.
 */
export function expand(
  text: string,
  variables: ReadonlyMap<string, string>,
  run: (command: string) => string = (command) => `$(${command})`,
): string {
  return pieces(text, variables)
    .map((piece) => ('literal' in piece ? piece.literal : run(piece.command)))
    .join('')
}

/** The commands in a text, in order: what has to run in the build before `expand` can be asked. */
export function commandsIn(text: string): string[] {
  return pieces(text, new Map()).flatMap((piece) => ('command' in piece ? [piece.command] : []))
}

function pieces(text: string, variables: ReadonlyMap<string, string>): Piece[] {
  const found: Piece[] = []
  let at = 0
  while (at < text.length) {
    const [piece, next] = pieceAt(text, at, variables)
    found.push(piece)
    at = next
  }
  return found
}

/** The piece that begins at a place, and where the next one begins: always further on. */
function pieceAt(text: string, at: number, variables: ReadonlyMap<string, string>): [Piece, number] {
  if (text.startsWith('\\$', at)) return [{ literal: '$' }, at + 2]
  if (text.startsWith('$(', at)) {
    const end = closing(text, at + 2)
    if (end !== undefined) return [{ command: text.slice(at + 2, end) }, end + 1]
  }
  REFERENCE.lastIndex = at
  const match = REFERENCE.exec(text)
  if (match) return [{ literal: variables.get(match[1] ?? match[2] ?? '') ?? '' }, REFERENCE.lastIndex]
  const next = text.slice(at + 1).search(/[$\\]/)
  const end = next < 0 ? text.length : at + 1 + next
  return [{ literal: text.slice(at, end) }, end]
}

/** Where the parenthesis ends that was opened before `from`. */
function closing(text: string, from: number): number | undefined {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at
  }
  return undefined
}
