import { CastNode, type DataTypeNode, PostgresQueryCompiler } from 'kysely'

/** The portable types. Numbers are as wide as SQLite's; text sorts by code point, as SQLite's does. */
const TYPES: Record<string, string> = {
  text: 'text collate "C"',
  integer: 'bigint',
  bigint: 'bigint',
  real: 'double precision',
  blob: 'bytea',
}

/** PostgreSQL's spelling of the portable subset. */
export class PortablePostgresQueryCompiler extends PostgresQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    const type = TYPES[String(node.dataType)]
    if (!type) throw new Error(`Column type "${node.dataType}" is not portable: use ${Object.keys(TYPES).join(', ')}`)
    // A cast names a type alone; only a column has a collation.
    this.append(this.parentNode && CastNode.is(this.parentNode) ? type.replace(/ collate .*/, '') : type)
  }
}
