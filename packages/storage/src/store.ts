import type { Kysely } from 'kysely'

/**
 * A handle through which tables are read and written: the pool, or one transaction. A room names its own tables:
 * `db.withTables<CodeDeployTables>()`.
 */
// biome-ignore lint/complexity/noBannedTypes: "no tables known yet" is what Kysely spells {}
export type Database = Kysely<{}>

/** One step of a room's schema. Ids sort in the order in which they are applied; an applied one never changes. */
export interface Migration {
  /** `0001-applications`: unique within the room. */
  id: string
  up(db: Database): Promise<void>
}

/** The tables of one room. */
export interface RoomSchema {
  /** Folder name of the room, and prefix of its tables: room `iam` owns `iam_roles`. */
  room: string
  migrations: Migration[]
}

/**
 * The one database of a control plane.
 *
 * All transactions behave as if they ran one after the other, on every database. `work` may be run again from the
 * start when the database found that this could not be kept up, so it may touch nothing but `db`.
 * When `transaction` resolves the change is on disk (it survives the power going away).
 */
export interface Store {
  readonly dialect: 'sqlite' | 'postgres'
  /** Reads outside a transaction. Sees all that was acknowledged. Do not write through it. */
  readonly db: Database
  transaction<T>(work: (db: Database) => Promise<T>): Promise<T>
  /** Brings the schema up to date. Several processes may do so at once. */
  migrate(rooms: RoomSchema[]): Promise<void>
  /**
   * Wake-ups between the processes that share this database (within one process on SQLite). Best effort: a listener
   * must also look by itself now and then. Notifications are sent once the change they speak of is visible.
   */
  notify(channel: string, payload: string): void
  /** Calls `listener` for each notification until the returned function is called. */
  listen(channel: string, listener: (payload: string) => void): () => void
  close(): Promise<void>
}
