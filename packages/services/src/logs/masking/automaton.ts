/**
 * Finds any of a set of words in one pass over a text, a UTF-16 code unit at a time, however they overlap (the automaton
 * of Aho and Corasick). A state is a number; 0 is the state in which nothing has begun.
 */
export interface Automaton {
  next(state: number, code: number): number
  /** How many of the units read last could be the beginning of a word. */
  depth(state: number): number
  /** Length of the longest word that ends here; 0: none does. */
  match(state: number): number
}

/** A node is a beginning of a word: what may follow, and where to go on when something else does. */
interface Node {
  next: Map<number, number>
  fallback: number
  depth: number
  match: number
}

const node = (depth: number): Node => ({ next: new Map(), fallback: 0, depth, match: 0 })

export function automaton(words: string[]): Automaton {
  const nodes: Node[] = [node(0)]
  for (const word of words) insert(nodes, word)
  linkFallbacks(nodes)
  const root = at(nodes, 0)
  // Most text begins no word at all; a look into a table is much quicker than one into a map.
  const begins = new Uint8Array(0x10000)
  for (const code of root.next.keys()) begins[code] = 1

  return {
    next(state, code) {
      if (state === 0 && begins[code] === 0) return 0
      return step(nodes, state, code)
    },
    depth: (state) => at(nodes, state).depth,
    match: (state) => at(nodes, state).match,
  }
}

function insert(nodes: Node[], word: string): void {
  let state = 0
  for (let index = 0; index < word.length; index++) {
    const { next } = at(nodes, state)
    const code = word.charCodeAt(index)
    const known = next.get(code)
    state = known ?? nodes.push(node(index + 1)) - 1
    if (known === undefined) next.set(code, state)
  }
  at(nodes, state).match = word.length
}

/** Breadth first, so that the fallback of a node, which is shorter, is complete before it. */
function linkFallbacks(nodes: Node[]): void {
  const queue = [...at(nodes, 0).next.values()]
  for (let index = 0; index < queue.length; index++) {
    const parent = at(nodes, queue[index] ?? 0)
    for (const [code, child] of parent.next) {
      queue.push(child)
      const own = at(nodes, child)
      own.fallback = step(nodes, parent.fallback, code)
      own.match ||= at(nodes, own.fallback).match
    }
  }
}

/** Each fallback makes the state shallower, and each unit deepens it by one, so the whole text takes linear time. */
function step(nodes: Node[], state: number, code: number): number {
  for (let current = state; ; current = at(nodes, current).fallback) {
    const found = at(nodes, current).next.get(code)
    if (found !== undefined) return found
    if (current === 0) return 0
  }
}

function at(nodes: Node[], state: number): Node {
  const found = nodes[state]
  if (!found) throw new Error(`There is no state ${state}`)
  return found
}
