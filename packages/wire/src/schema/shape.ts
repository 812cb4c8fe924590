/** Traits as the SDK's schemas carry them; those that decide how a value looks on the wire. */
export interface Traits {
  sensitive?: 1
  mediaType?: string
  sparse?: 1
  streaming?: 1
  idempotencyToken?: 1
  httpLabel?: 1
  httpQuery?: string
  httpQueryParams?: 1
  httpHeader?: string
  httpPrefixHeaders?: string
  httpPayload?: 1
  httpResponseCode?: 1
  xmlName?: string
  xmlFlattened?: 1
  xmlAttribute?: 1
  /** Prefix and address. */
  xmlNamespace?: [string | undefined, string]
  ec2QueryName?: string
}

export type ScalarKind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'bigint'
  | 'bigdecimal'
  | 'blob'
  | 'timestamp'
  | 'document'
  | 'unit'

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds'

export interface ScalarShape {
  kind: ScalarKind
  traits: Traits
  /** Only for a timestamp whose format is fixed; otherwise the protocol's default holds. */
  format?: TimestampFormat
}

export interface ListShape {
  kind: 'list'
  traits: Traits
  item: Member
}

export interface MapShape {
  kind: 'map'
  traits: Traits
  key: Member
  value: Member
}

export interface StructureShape {
  kind: 'structure'
  /** A union: exactly one member is set. */
  union: boolean
  /** `CreateApplicationInput`. */
  name: string
  traits: Traits
  members: Member[]
}

export type Shape = ScalarShape | ListShape | MapShape | StructureShape

/** A place that holds a value: a structure's member, a list's item, a map's key or value. */
export interface Member {
  /** Member name; `member`, `key` and `value` in lists and maps. */
  name: string
  /** Found on first use, because shapes may contain themselves. */
  readonly shape: Shape
  required: boolean
  /** The member's own traits, without those of its shape. */
  traits: Traits
}

/** Whether the content of this member must not be shown in messages and logs. */
export function isSensitive(member: Member): boolean {
  return Boolean(member.traits.sensitive ?? member.shape.traits.sensitive)
}

/** Whether this member is a body of any length, which is handed on as a stream. */
export function isStreaming(member: Member): boolean {
  return Boolean(member.traits.streaming ?? member.shape.traits.streaming)
}
