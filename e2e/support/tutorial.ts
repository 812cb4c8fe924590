/** One fenced block of a page that is run. */
export type Block =
  /** Commands; `fails`: they must end with an error. `background`: they go on until the end. */
  | { kind: 'commands'; heading: string; line: number; text: string; how: 'succeeds' | 'fails' | 'background' }
  /** A file to write. */
  | { kind: 'file'; heading: string; line: number; text: string; name: string }
  /** Lines that the commands before must have printed, each somewhere. */
  | { kind: 'shows'; heading: string; line: number; lines: string[] }

/**
 * The blocks of a page, in order: ` ```sh `, ` ```sh fails `, ` ```sh background `, ` ```json file:NAME ` (of any
 * language) and ` ```text shows `. Others are passed over; a word behind the language that is not known is refused.
 */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  let heading = ''
  let open: { line: number; info: string; lines: string[] } | undefined
  for (const [index, text] of page.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(text)
    if (open && fence) {
      blocks.push(...blockOf(heading, open))
      open = undefined
    } else if (open) open.lines.push(text)
    else if (fence) open = { line: index + 1, info: fence[1]?.trim() ?? '', lines: [] }
    else heading = /^## (.*)$/.exec(text)?.[1] ?? heading
  }
  if (open) throw new Error(`the block that begins in line ${open.line} has no end`)
  return blocks
}

function blockOf(heading: string, { line, info, lines }: { line: number; info: string; lines: string[] }): Block[] {
  const [language, word] = info.split(/\s+/)
  const text = `${lines.join('\n')}\n`
  const name = /^file:(.+)$/.exec(word ?? '')?.[1]
  if (name !== undefined) return [{ kind: 'file', heading, line, text, name }]
  if (language === 'text' && word === 'shows') return [{ kind: 'shows', heading, line, lines }]
  if (word !== undefined && !(language === 'sh' && ['fails', 'background'].includes(word))) {
    throw new Error(`line ${line}: "${info}" is not understood`)
  }
  if (language !== 'sh') return []
  const how = word === 'fails' || word === 'background' ? word : 'succeeds'
  return [{ kind: 'commands', heading, line, text, how }]
}
