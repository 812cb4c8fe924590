const LONGEST = 1024

/**
 * What is wrong with a key, if anything. A key is any text of 1 to 1024 bytes: `..`, `//` and a leading `/` are
 * characters like others, and no key ever becomes a path here. U+0000 is refused because neither XML nor every
 * database can carry it.
 */
export function keyProblem(key: string): 'too-long' | 'unreadable' | undefined {
  if (key === '' || key.includes('\0') || !key.isWellFormed()) return 'unreadable'
  return Buffer.byteLength(key, 'utf8') > LONGEST ? 'too-long' : undefined
}
