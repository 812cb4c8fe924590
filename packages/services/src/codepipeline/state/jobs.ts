import type { ActionTypeId, JobStatus } from '@aws-sdk/client-codepipeline'
import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { typeKey } from '../rules/action-types/action-type.ts'
import type { Job, JobReport } from '../rules/job.ts'
import type { JobTables } from './job-tables.ts'
import type { Scope } from './tables.ts'

type Row = JobTables['codepipeline_jobs']

const PURPOSE = 'codepipeline.job-configuration'

/** Statuses in which a job can be given to a worker. */
const CLAIMABLE: JobStatus[] = ['Queued', 'Dispatched']

/** The jobs of custom actions in one account and region. */
export class Jobs {
  readonly #db
  readonly #scope
  readonly #sealing

  constructor(db: Database, scope: Scope, sealing: SealingKey) {
    this.#db = db.withTables<JobTables>()
    this.#scope = { account: scope.account, region: scope.region }
    this.#sealing = sealing
  }

  async find(id: string): Promise<Job | undefined> {
    const row = await this.#rows().where('id', '=', id).executeTakeFirst()
    return row && this.#fromRow(row)
  }

  /** The newest of an action. */
  async latest(actionExecutionId: string): Promise<Job | undefined> {
    const row = await this.#rows()
      .where('action_execution_id', '=', actionExecutionId)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row && this.#fromRow(row)
  }

  /** Those that nobody has acknowledged: what was not given out yet first, then what was longest ago. */
  async claimable(type: ActionTypeId, queryValue: string | undefined, most: number): Promise<Job[]> {
    const ofType = this.#rows().where('type', '=', typeKey(type)).where('status', 'in', CLAIMABLE)
    const asked = queryValue === undefined ? ofType : ofType.where('query_value', '=', queryValue)
    const rows = await asked.orderBy('dispatched_at').orderBy('created_at').orderBy('id').limit(most).execute()
    return rows.map((row) => this.#fromRow(row))
  }

  /** Nothing happens where the action has a job of that number. */
  async add(job: Job): Promise<void> {
    await this.#db
      .insertInto('codepipeline_jobs')
      .values({
        ...this.#scope,
        id: job.id,
        type: typeKey(job.type),
        query_value: job.queryValue ?? null,
        action_execution_id: job.subject.actionExecutionId,
        number: job.number,
        nonce: job.nonce,
        status: job.status,
        continuation_token: job.continuationToken ?? null,
        subject: JSON.stringify(job.subject),
        configuration: this.#sealing.seal(JSON.stringify(job.configuration), PURPOSE),
        report: JSON.stringify(job.report),
        created_at: job.createdAt,
        dispatched_at: 0,
        ended_at: null,
      })
      .onConflict((conflict) => conflict.columns(['action_execution_id', 'number']).doNothing())
      .execute()
  }

  /** A worker is given the job. False where another one has acknowledged it, or it is over. */
  async dispatch(id: string, now: number): Promise<boolean> {
    return this.#move(id, CLAIMABLE, { status: 'Dispatched', dispatched_at: now })
  }

  /** False where it is not to be acknowledged any more. */
  async acknowledge(id: string): Promise<boolean> {
    return this.#move(id, CLAIMABLE, { status: 'InProgress' })
  }

  /** False where it is not in one of the statuses `from`. */
  async end(
    id: string,
    from: JobStatus[],
    { status, report, now }: { status: JobStatus; report?: JobReport; now: number },
  ): Promise<boolean> {
    return this.#move(id, from, { status, ended_at: now, ...(report && { report: JSON.stringify(report) }) })
  }

  async #move(id: string, from: JobStatus[], change: Partial<Row>): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('codepipeline_jobs')
      .set(change)
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('id', '=', id)
      .where('status', 'in', from)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  #rows() {
    return this.#db
      .selectFrom('codepipeline_jobs')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }

  #fromRow(row: Row): Job {
    const configuration = this.#sealing.open(row.configuration, PURPOSE)
    if (configuration === undefined) throw new Error(`The configuration of job ${row.id} was sealed with another key`)
    const subject: Job['subject'] = JSON.parse(row.subject)
    return {
      id: row.id,
      type: subject.actionTypeId,
      queryValue: row.query_value ?? undefined,
      number: Number(row.number),
      nonce: row.nonce,
      status: row.status as JobStatus,
      continuationToken: row.continuation_token ?? undefined,
      subject,
      configuration: JSON.parse(configuration),
      report: JSON.parse(row.report),
      createdAt: Number(row.created_at),
    }
  }
}
