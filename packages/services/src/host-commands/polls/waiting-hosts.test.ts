import { type Clock, systemClock } from '@towpath/base'
import { expect, test } from 'vitest'
import { WaitingHosts } from './waiting-hosts.ts'

const never = new AbortController().signal
const soon = () => systemClock.now() + 60_000

test('a host that is not known has to look, and after that only when it is marked', () => {
  const hosts = new WaitingHosts(systemClock)

  expect(hosts.takeMark('a')).toBe(true)
  expect(hosts.takeMark('a')).toBe(false)
  hosts.mark('a')
  expect(hosts.takeMark('a')).toBe(true)
})

test('marking a host wakes all that wait for it, and nobody else', async () => {
  const hosts = new WaitingHosts(systemClock)
  hosts.takeMark('a')
  hosts.takeMark('b')
  const stop = new AbortController()
  let other = false
  const waiting = [hosts.waitFor('a', soon(), never), hosts.waitFor('a', soon(), never)]
  const untouched = hosts.waitFor('b', soon(), stop.signal).then(() => {
    other = true
  })

  hosts.mark('a')

  await Promise.all(waiting)
  expect(other).toBe(false)
  stop.abort()
  await untouched
})

test('the poll that came last is woken first, and only hosts with an open poll are waiting', async () => {
  const hosts = new WaitingHosts(systemClock)
  for (const host of ['a', 'b']) hosts.takeMark(host)
  const order: string[] = []
  const polls = ['earlier', 'later'].map((name) => hosts.waitFor('a', soon(), never).then(() => order.push(name)))
  expect(hosts.waiting()).toEqual(['a'])

  hosts.mark('a')
  await Promise.all(polls)

  expect(order).toEqual(['later', 'earlier'])
  expect(hosts.waiting()).toEqual([])
})

test('a mark that came before the waiting is not missed', async () => {
  const hosts = new WaitingHosts(systemClock)
  hosts.takeMark('a')
  hosts.mark('a')

  await hosts.waitFor('a', soon(), never)
})

test('waiting ends at its time and with its signal', async () => {
  const hosts = new WaitingHosts(systemClock)
  hosts.takeMark('a')
  const stop = new AbortController()

  await hosts.waitFor('a', systemClock.now() + 5, never)
  const waiting = hosts.waitFor('a', soon(), stop.signal)
  stop.abort()

  await waiting
})

test('hosts that have been silent are forgotten', () => {
  let now = 0
  const clock: Clock = { now: () => now, sleep: systemClock.sleep }
  const hosts = new WaitingHosts(clock)
  hosts.takeMark('silent')
  now = 9 * 60_000
  hosts.takeMark('lively')
  now = 11 * 60_000

  hosts.forgetSilent()

  expect(hosts.size).toBe(1)
  expect(hosts.takeMark('silent')).toBe(true)
})
