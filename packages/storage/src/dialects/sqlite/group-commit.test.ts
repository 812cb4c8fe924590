import { describe, expect, test } from 'vitest'
import { GroupCommit, type Writer } from './group-commit.ts'

/** A writer that only notes what it is told; `failures` lists commands that fail the next time they come. */
function notingWriter(failures: string[] = []) {
  const commands: string[] = []
  let inTransaction = false
  const command = (sql: string) => {
    commands.push(sql)
    const failing = failures.indexOf(sql)
    if (failing >= 0) {
      failures.splice(failing, 1)
      throw new Error(`${sql} failed`)
    }
    if (sql === 'commit' || sql === 'rollback') inTransaction = false
  }
  const writer: Writer = {
    async begin() {
      command('begin')
      inTransaction = true
    },
    command,
    get inTransaction() {
      return inTransaction
    },
    run: (work) => work(undefined as never),
  }
  return { writer, commands, endTransaction: () => (inTransaction = false) }
}

const answer = (value: string) => async () => value
const refuse = (message: string) => async () => Promise.reject(new Error(message))

const told = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.message))

describe('group commit', () => {
  test('commits a lone transaction at once', async () => {
    const { writer, commands } = notingWriter()

    await new GroupCommit(writer).transaction(answer('a'))

    expect(commands).toEqual(['begin', 'savepoint member', 'release member', 'commit'])
  })

  test('commits together those that wait, and answers each with its own outcome', async () => {
    const { writer, commands } = notingWriter()
    const commits = new GroupCommit(writer)

    const outcomes = await Promise.allSettled([
      commits.transaction(answer('a')),
      commits.transaction(refuse('b refused')),
      commits.transaction(answer('c')),
    ])

    expect(told(outcomes)).toEqual(['a', 'b refused', 'c'])
    expect(commands).toEqual([
      'begin',
      ...['savepoint member', 'release member'],
      ...['savepoint member', 'rollback to member', 'release member'],
      ...['savepoint member', 'release member'],
      'commit',
    ])
  })

  test('answers nobody before the commit, not even those that failed', async () => {
    const { writer, commands } = notingWriter()
    const commits = new GroupCommit(writer)
    const committedWhenAnswered: boolean[] = []
    const note = () => void committedWhenAnswered.push(commands.includes('commit'))

    await Promise.allSettled([
      commits.transaction(answer('a')).then(note),
      commits.transaction(refuse('b')).catch(note),
      commits.transaction(answer('c')).then(note),
    ])

    expect(committedWhenAnswered).toEqual([true, true, true])
  })

  test('rolls back when every member failed', async () => {
    const { writer, commands } = notingWriter()

    await expect(new GroupCommit(writer).transaction(refuse('no'))).rejects.toThrow('no')

    expect(commands.at(-1)).toBe('rollback')
  })

  test('takes no more members than it may', async () => {
    const { writer, commands } = notingWriter()
    const commits = new GroupCommit(writer, { members: 2, ms: 60_000 })

    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((value) => commits.transaction(answer(value))))

    expect(commands.filter((command) => command === 'commit')).toHaveLength(3)
  })

  test('lets nobody join once the first has waited long enough', async () => {
    const { writer, commands } = notingWriter()
    const commits = new GroupCommit(writer, { members: 64, ms: 0 })

    await Promise.all(['a', 'b', 'c'].map((value) => commits.transaction(answer(value))))

    expect(commands.filter((command) => command === 'commit')).toHaveLength(3)
  })

  test('runs each member again by itself when their common commit fails', async () => {
    const { writer } = notingWriter(['commit'])
    const commits = new GroupCommit(writer)
    const runs: string[] = []
    const counted = (name: string) => async () => runs.push(name)

    await Promise.all([commits.transaction(counted('a')), commits.transaction(counted('b'))])

    expect(runs).toEqual(['a', 'b', 'a', 'b'])
  })

  test('tells a member whose own commit fails', async () => {
    const { writer, commands } = notingWriter(['commit', 'commit'])
    const commits = new GroupCommit(writer)

    const outcomes = await Promise.allSettled([commits.transaction(answer('a')), commits.transaction(answer('b'))])

    expect(told(outcomes)).toEqual(['commit failed', 'b'])
    expect(commands.filter((command) => command === 'commit')).toHaveLength(3)
  })

  test('runs the earlier members again when SQLite gives up the whole batch', async () => {
    const { writer, endTransaction } = notingWriter()
    const commits = new GroupCommit(writer)
    const runs: string[] = []
    const diskFull = async () => {
      endTransaction()
      throw new Error('database or disk is full')
    }

    const outcomes = await Promise.allSettled([
      commits.transaction(async () => runs.push('a')),
      commits.transaction(diskFull),
      commits.transaction(async () => runs.push('c')),
    ])

    expect(told(outcomes)[1]).toBe('database or disk is full')
    expect(runs).toEqual(['a', 'a', 'c'])
    expect(outcomes[0]?.status).toBe('fulfilled')
  })

  test('tells everyone who waits when no transaction can be opened, and goes on with the next', async () => {
    const { writer } = notingWriter(['begin'])
    const commits = new GroupCommit(writer)

    const outcomes = await Promise.allSettled([commits.transaction(answer('a')), commits.transaction(answer('b'))])
    const later = await commits.transaction(answer('c'))

    expect(told(outcomes)).toEqual(['begin failed', 'begin failed'])
    expect(later).toBe('c')
  })

  test('lets timers and sockets have their turn between batches', async () => {
    const { writer } = notingWriter()
    const commits = new GroupCommit(writer)
    let turns = 0
    const ticking = setInterval(() => turns++, 0)

    const until = performance.now() + 50
    while (performance.now() < until) await commits.transaction(answer('a'))
    clearInterval(ticking)

    expect(turns).toBeGreaterThan(0)
  })
})
