/**
 * What stands for the parts of `pattern` that vary (`:` one part, `*` one or more, joined by `/`), decoded; undefined
 * when the path does not fit, or is not encoded as paths are. `path` is raw: `/commits/heads%2Fmain/status`.
 */
export function matchPath(pattern: string, path: string): string[] | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  const star = wanted.indexOf('*')
  const extra = star < 0 ? 0 : given.length - wanted.length
  if (given.length !== wanted.length + extra || extra < 0) return undefined
  const parts: string[] = []
  for (const [index, want] of wanted.entries()) {
    const at = star >= 0 && index > star ? index + extra : index
    const got = want === '*' ? given.slice(at, at + extra + 1).join('/') : (given[at] ?? '')
    if (want !== '*' && want !== ':') {
      if (got !== want) return undefined
      continue
    }
    const part = decoded(got)
    if (part === undefined || part === '') return undefined
    parts.push(part)
  }
  return parts
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
