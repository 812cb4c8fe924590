/**
 * What a service's model asks of one value beyond its type. Ranges are `[min, max]`, null for none. Written by
 * tools/generate-constraints.py; short keys, because EC2 has thousands.
 */
export interface Constraint {
  /** Length: characters of a string, bytes of a blob, items of a list, entries of a map. */
  l?: [number | null, number | null]
  /** Value of a number. */
  r?: [number | null, number | null]
  /** Regular expression in Java's syntax, which the whole value must match. */
  p?: string
  /** Allowed values. */
  e?: string[]
  /** A number that may have a fraction; without constraints nothing is said of that. */
  f?: 1
  /** Items of a list; keys and values of a map. */
  i?: Constraint
  k?: Constraint
  v?: Constraint
}

/** The generated file of one service. */
export interface Constraints {
  /** Version of the model that this was read from. */
  source: string
  constraints: Constraint[]
  /** Structure -> member -> index in `constraints`. */
  members: Record<string, Record<string, number>>
  /** Operation -> shapes of the errors it may answer with. */
  errors: Record<string, string[]>
}

const NONE: Constraints = { source: '', constraints: [], members: {}, errors: {} }

/** The constraints in a loaded JSON module (or the JSON itself); none for undefined. */
export function readConstraints(source: unknown): Constraints {
  if (source === undefined || source === null) return NONE
  const loaded = source as { default?: unknown }
  return (loaded.default ?? source) as Constraints
}

export function constraintOf(constraints: Constraints, shape: string, member: string): Constraint | undefined {
  const index = constraints.members[shape]?.[member]
  return index === undefined ? undefined : constraints.constraints[index]
}
