import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openAgentLog } from './agent-log.ts'
import { DeploymentsLog } from './deployments-log.ts'

const DAY = 86_400_000

test('the agent log has the form of the official one', () => {
  const dir = join(temporaryFolder(), 'log')
  const log = openAgentLog({ dir, programName: 'agent', verbose: false, now: () => Date.UTC(2025, 5, 1, 12) })

  log.info('hello')
  log.debug('not said')

  expect(readFileSync(join(dir, 'agent.log'), 'utf8')).toMatch(
    /^2025-06-01T\d\d:\d\d:00[+-]\d{4} INFO \[agent\(\d+\)\]: hello\n$/,
  )
})

test('each day has its file, and seven old ones are kept', () => {
  const dir = temporaryFolder()
  let now = Date.UTC(2025, 0, 1, 12)
  const open = () => openAgentLog({ dir, programName: 'agent', verbose: false, now: () => now })
  let log = open()
  for (let day = 0; day < 10; day += 1) {
    log.info(`day ${day}`)
    utimesSync(join(dir, 'agent.log'), now / 1000, now / 1000)
    // Also across a restart.
    if (day === 5) log = open()
    now += DAY
  }

  expect(readdirSync(dir)).toHaveLength(8)
  expect(readFileSync(join(dir, 'agent.log'), 'utf8')).toContain('day 9')
  expect(readFileSync(join(dir, 'agent.20250109.log'), 'utf8')).toContain('day 8')
  expect(readdirSync(dir)).not.toContain('agent.20250102.log')
})

test('a log that cannot be written stops nobody', () => {
  const dir = join(temporaryFolder(), 'file')
  writeFileSync(dir, '')
  const said: string[] = []

  const echo = (line: string) => void said.push(line)
  openAgentLog({ dir, programName: 'agent', verbose: true, now: () => 0, echo }).error('trouble')

  expect(said).toHaveLength(1)
})

test('the deployments log is begun anew at 64 MiB', () => {
  const dir = temporaryFolder()
  const file = join(dir, 'logs', 'deployments.log')
  mkdirSync(join(dir, 'logs'))
  writeFileSync(file, Buffer.alloc(64 * 1024 * 1024, 'x'))

  new DeploymentsLog(file, () => 0).add('d-1', ['[stdout]hello\n'])

  expect(readdirSync(join(dir, 'logs'))).toEqual(['deployments.log', 'deployments.log.0'])
  expect(readFileSync(file, 'utf8')).toMatch(/^# Logfile created on .*\n\[.*\.000\] \[d-1\]\[stdout\]hello\n$/)
})
