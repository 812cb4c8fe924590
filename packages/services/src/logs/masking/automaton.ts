/**
 * Finds any of a set of words in one pass over a text, a UTF-16 code unit at a time, however they overlap (the automaton
 * of Aho and Corasick). A state stands for the longest beginning of a word that was just read; 0: none has begun.
 */
export class Automaton {
  /** 1 for units with which a word begins. Most text begins none, and a table is much quicker than a map. */
  readonly begins = new Uint8Array(0x10000)
  /** By state: how many of the units read last could be the beginning of a word. */
  readonly depth: Int32Array
  /** By state: length of the longest word that ends here; 0: none does. */
  readonly match: Int32Array
  /** By state: where to go on when what follows does not fit. */
  readonly #fallback: Int32Array
  readonly #next = new Map<number, number>()

  constructor(words: string[]) {
    const states = 1 + words.reduce((sum, { length }) => sum + length, 0)
    this.depth = new Int32Array(states)
    this.match = new Int32Array(states)
    this.#fallback = new Int32Array(states)
    let known = 1
    for (const word of words) known = this.#insert(word, known)
    this.#linkFallbacks()
  }

  /** Each fallback makes the state shallower, and each unit deepens it by one, so the whole text takes linear time. */
  step(state: number, code: number): number {
    if (state === 0 && this.begins[code] === 0) return 0
    for (let current = state; ; current = this.#fallback[current] ?? 0) {
      const found = this.#next.get(edge(current, code))
      if (found !== undefined) return found
      if (current === 0) return 0
    }
  }

  /** `known` states are in use; returns how many are afterwards. */
  #insert(word: string, known: number): number {
    let state = 0
    let used = known
    this.begins[word.charCodeAt(0)] = 1
    for (let index = 0; index < word.length; index++) {
      const key = edge(state, word.charCodeAt(index))
      state = this.#next.get(key) ?? used
      if (state === used) {
        this.#next.set(key, used)
        this.depth[used++] = index + 1
      }
    }
    this.match[state] = word.length
    return used
  }

  /** By depth, so that the fallback of a state, which is shallower, is complete before it. */
  #linkFallbacks(): void {
    const edges = [...this.#next].sort(([, a], [, b]) => (this.depth[a] ?? 0) - (this.depth[b] ?? 0))
    for (const [key, child] of edges) {
      const parent = Math.floor(key / 0x10000)
      const fallback = parent === 0 ? 0 : this.step(this.#fallback[parent] ?? 0, key % 0x10000)
      this.#fallback[child] = fallback
      this.match[child] ||= this.match[fallback] ?? 0
    }
  }
}

function edge(state: number, code: number): number {
  return state * 0x10000 + code
}
