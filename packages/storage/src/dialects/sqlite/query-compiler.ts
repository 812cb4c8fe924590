import { type CreateTableNode, type DataTypeNode, type RawNode, SqliteQueryCompiler } from 'kysely'

/** The portable types, as a STRICT table knows them. */
const TYPES: Record<string, string> = {
  text: 'text',
  integer: 'integer',
  bigint: 'integer',
  real: 'real',
  blob: 'blob',
}

/**
 * SQLite's spelling. Tables are STRICT, so that a string in a number's column fails here as it does on PostgreSQL.
 */
export class StrictSqliteQueryCompiler extends SqliteQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    const type = TYPES[String(node.dataType)]
    if (!type) throw new Error(`Column type "${node.dataType}" is not portable: use ${Object.keys(TYPES).join(', ')}`)
    this.append(type)
  }

  protected override visitCreateTable(node: CreateTableNode): void {
    super.visitCreateTable(node.selectQuery ? node : { ...node, endModifiers: [...(node.endModifiers ?? []), STRICT] })
  }
}

const STRICT: RawNode = { kind: 'RawNode', sqlFragments: ['strict'], parameters: [] }
