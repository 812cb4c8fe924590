/**
 * A form of the query protocols as a tree: `Tags.1.Key=a` stands at `Tags`, `1`, `Key`. A node may have both a value
 * and children.
 */
export interface FormNode {
  value?: string
  children: Map<string, FormNode>
}

/** No model nests deeper; what does cannot be meant for any member. */
const MAX_PARTS = 48

export function readForm(parameters: Iterable<[string, string]>): FormNode {
  const root: FormNode = { children: new Map() }
  for (const [name, value] of parameters) {
    const parts = name.split('.', MAX_PARTS + 1)
    if (parts.length > MAX_PARTS) continue
    let node = root
    for (const part of parts) {
      let next = node.children.get(part)
      if (!next) {
        next = { children: new Map() }
        node.children.set(part, next)
      }
      node = next
    }
    node.value = value
  }
  return root
}

/** The numbered children in their order; gaps in the numbering do not count. */
export function numbered(node: FormNode): FormNode[] {
  return [...node.children]
    .filter(([name]) => /^\d{1,9}$/.test(name))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child)
}
