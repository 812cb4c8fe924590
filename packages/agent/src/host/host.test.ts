import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FAILED_AFTER_RESTART, type HostCommand, SUCCEEDED } from '@towpath/agent-link'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TestHost } from '../testing/host.ts'
import { temporaryFolder, until } from '../testing/temporary-folder.ts'
import { Ledger, parseLedger } from './ledger.ts'
import { claimRoot } from './lock.ts'
import { identify, isRunning, killOrphanGroup } from './processes.ts'
import { removeOldRevisions, surplus } from './retention.ts'
import { noteSuccessfulInstall } from './revisions.ts'

const command = (id: string): HostCommand => ({
  HostCommandIdentifier: id,
  HostIdentifier: 'me',
  DeploymentExecutionId: 'a/b/c/d',
  CommandName: 'Install',
})

describe('the ledger', () => {
  test('remembers what was unfinished when it is opened again', async () => {
    const file = join(temporaryFolder(), 'ledger.jsonl')
    const ledger = await Ledger.open(file)
    for (const id of ['received', 'begun', 'finished', 'reported']) await ledger.received(command(id), 1)
    for (const id of ['begun', 'finished', 'reported']) await ledger.begun(id, 'd-1')
    await ledger.script('begun', { pid: 7, startedAt: 8 })
    for (const id of ['finished', 'reported']) {
      await ledger.finished(id, { status: 'Succeeded', diagnostics: SUCCEEDED })
    }
    await ledger.reported('reported')
    await ledger.close()

    const again = await Ledger.open(file)

    expect(again.unfinished().map((entry) => [entry.command.HostCommandIdentifier, entry.state])).toEqual([
      ['received', 'received'],
      ['begun', 'begun'],
      ['finished', 'finished'],
    ])
    expect(again.find('begun')).toMatchObject({ deploymentId: 'd-1', script: { pid: 7, startedAt: 8 } })
    expect(again.find('reported')?.outcome?.status).toBe('Succeeded')
    await again.close()
  })

  test('ignores a line that a crash cut off, wherever it was cut', async () => {
    const file = join(temporaryFolder(), 'ledger.jsonl')
    const ledger = await Ledger.open(file)
    await ledger.received(command('one'), 1)
    await ledger.begun('one', 'd-1')
    await ledger.close()
    const text = readFileSync(file, 'utf8')
    const firstLine = text.indexOf('\n') + 1

    fc.assert(
      fc.property(fc.integer({ min: firstLine, max: text.length - 2 }), (cut) => {
        expect(parseLedger(text.slice(0, cut)).get('one')?.state).toBe('received')
      }),
    )
    appendFileSync(file, '{"command":{"HostCom')
    expect((await Ledger.open(file)).find('one')?.state).toBe('begun')
  })

  test('does not grow for ever, and never forgets what is unfinished', async () => {
    const file = join(temporaryFolder(), 'ledger.jsonl')
    const ledger = await Ledger.open(file)
    await ledger.received(command('open'), 0)
    for (let i = 0; i < 500; i += 1) {
      await ledger.received(command(`c${i}`), i)
      await ledger.finished(`c${i}`, { status: 'Failed', diagnostics: FAILED_AFTER_RESTART })
      await ledger.reported(`c${i}`)
    }
    await ledger.close()

    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThanOrEqual(1001)
    const again = await Ledger.open(file)
    expect(again.unfinished()).toHaveLength(1)
    expect(again.find('c499')?.outcome?.status).toBe('Failed')
    await again.close()
  })
})

describe('a root folder', () => {
  test('is claimed by one process at a time', async () => {
    const lock = join(temporaryFolder(), 'lock')
    const child = spawn('sleep', ['60'], { stdio: 'ignore' })
    const owner = await identify(child.pid ?? 0)
    writeFileSync(lock, JSON.stringify(owner))

    await expect(claimRoot(lock)).rejects.toThrow(`Another agent (PID ${owner.pid})`)
    child.kill('SIGKILL')
    await until('its end', async () => ((await isRunning(owner)) ? undefined : true))

    const release = await claimRoot(lock)
    expect(JSON.parse(readFileSync(lock, 'utf8')).pid).toBe(process.pid)
    await release()
  })

  test.each(['', '{', '{"pid":"1"}'])('is taken over from the broken claim %j', async (text) => {
    const lock = join(temporaryFolder(), 'lock')
    writeFileSync(lock, text)

    await (await claimRoot(lock))()
  })

  test('is taken over from a process whose number now belongs to another', async () => {
    const lock = join(temporaryFolder(), 'lock')
    writeFileSync(lock, JSON.stringify({ pid: process.ppid, startedAt: 1 }))

    await (await claimRoot(lock))()
  })
})

describe('an orphaned process group', () => {
  const group = (marker: string, script: string, stdin: 'ignore' | 'pipe' = 'ignore') =>
    spawn('sh', ['-c', script], {
      detached: true,
      stdio: [stdin, 'ignore', 'ignore'],
      env: { ...process.env, MARKER: marker },
    })
  const gone = (pid: number) =>
    until('the end of the group', () => {
      try {
        process.kill(-pid, 0)
        return undefined
      } catch {
        return true
      }
    })

  test('is ended while its leader lives', async () => {
    const child = group('a', 'sleep 60; true')
    const leader = await identify(child.pid ?? 0)

    expect(await killOrphanGroup(leader, 'MARKER=none')).toBe(true)
    await gone(leader.pid)
  })

  test('is ended when the leader is gone, known by its environment', async () => {
    // The leader waits for a line, so that it is there to be identified and goes when it is told to.
    const child = group('b', 'sleep 60 </dev/null & read -r line', 'pipe')
    const leader = await identify(child.pid ?? 0)
    const left = new Promise((resolve) => child.once('exit', resolve))
    child.stdin?.end('go\n')
    await left

    expect(await killOrphanGroup(leader, 'MARKER=other')).toBe(false)
    expect(await killOrphanGroup(leader, 'MARKER=b')).toBe(true)
    await gone(leader.pid)
  })

  test('is left alone when the number belongs to somebody else', async () => {
    const child = group('c', 'sleep 60; true')
    const pid = child.pid ?? 0

    expect(await killOrphanGroup({ pid, startedAt: 1 }, 'MARKER=other')).toBe(false)
    expect(await isRunning(await identify(pid))).toBe(true)
    process.kill(-pid, 'SIGKILL')
  })

  test.each([0, 1, -1])('is never %d', async (pid) => {
    expect(await killOrphanGroup({ pid, startedAt: 0 }, 'X=1')).toBe(false)
  })
})

describe('old revisions', () => {
  const old = (...names: string[]) => names.map((name, index) => ({ name, modifiedAt: index }))

  test.each([
    [old('a', 'b', 'c', 'd'), undefined, 5, []],
    [old('a', 'b', 'c', 'd', 'e'), undefined, 5, ['a']],
    [old('a', 'b', 'c', 'd', 'e'), 'a', 5, ['b']],
    [old('a', 'b'), 'a', 1, ['b']],
    [old('a'), 'a', 1, []],
    [old('a', 'b', 'c'), undefined, 1, ['a', 'b', 'c']],
  ])('of %j with %s installed and %d to keep, %j go', (others, keep, max, expected) => {
    expect(surplus(others, keep, max)).toEqual(expected)
  })

  test('are removed from disk, the installed one never, more of them when the disk quota says so', async () => {
    const host = new TestHost()
    const spec = host.deployment('d-new', {})
    const group = host.layout.group('group-1')
    for (const [index, name] of ['d-a', 'd-b', 'd-c', 'd-d'].entries()) {
      mkdirSync(join(group, name), { recursive: true })
      writeFileSync(join(group, name, 'bundle.tar'), 'x'.repeat(1000))
      utimesSync(join(group, name), index, index)
    }
    await noteSuccessfulInstall({ ...spec, deploymentId: 'd-a' }, host.layout)

    await removeOldRevisions(spec, host.layout, { maxRevisions: 4 })
    expect(readdirSync(group)).toEqual(['d-a', 'd-c', 'd-d'])
    await removeOldRevisions(spec, host.layout, { maxRevisions: 4, maxTotalBytes: 1500 })

    expect(readdirSync(group)).toEqual(['d-a', 'd-d'])
  })
})
