import type { Compilable, CompiledQuery, QueryResult } from 'kysely'
import type { Database } from './store.ts'

/** Stands for a value while a query is built. */
class Placeholder {
  readonly position: number

  constructor(position: number) {
    this.position = position
  }
}

/**
 * A query that is built once for each kind of database, and run any number of times with other values. Building and
 * spelling out a query takes several times as long as SQLite needs to answer it: this is for the few queries that every
 * call of every host makes.
 *
 * `build` is handed placeholders. Each may only stand where a value becomes one parameter of the statement; so not in
 * lists, not where `null` would have to be spelled `is null`, and nothing may be decided by what it is.
 */
export function prepared<Values extends unknown[], Row>(
  build: (db: Database, ...values: Values) => Compilable<Row>,
): (db: Database, ...values: Values) => Promise<QueryResult<Row>> {
  const plans = new Map<unknown, CompiledQuery<Row>>()

  return async (db, ...values) => {
    const dialect = db.getExecutor().adapter.constructor
    let plan = plans.get(dialect)
    if (!plan) {
      plan = compile(db, build, values.length)
      plans.set(dialect, plan)
    }
    const parameters = plan.parameters.map((each) => (each instanceof Placeholder ? values[each.position] : each))
    return db.executeQuery({ ...plan, parameters })
  }
}

function compile<Values extends unknown[], Row>(
  db: Database,
  build: (db: Database, ...values: Values) => Compilable<Row>,
  count: number,
): CompiledQuery<Row> {
  const placeholders = Array.from({ length: count }, (_, position) => new Placeholder(position))
  const plan = build(db, ...(placeholders as unknown as Values)).compile()
  const lost = placeholders.find((each) => !plan.parameters.includes(each))
  if (lost) throw new Error(`Value ${lost.position} of a prepared query is no parameter of it: ${plan.sql}`)
  return plan
}
