import {
  AssociateIamInstanceProfileCommand,
  RebootInstancesCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { until } from '@towpath/testkit/until.ts'
import { expect, onTestFinished, test } from 'vitest'
import { ec2Server, profileNamed } from '../testing.ts'

async function server() {
  const made = await ec2Server()
  onTestFinished(() => made[Symbol.asyncDispose]())
  const run = async () => {
    const input = { ImageId: 'ami-towpath', MinCount: 1, MaxCount: 1 }
    const { Instances = [] } = await made.ec2.send(new RunInstancesCommand(input))
    return Instances[0]?.InstanceId ?? ''
  }
  return { made, driver: made.driver, run }
}

test('an instance that was killed is started again', async () => {
  const { made, driver, run } = await server()
  const id = await run()
  await made.untilState(id, 'running')

  driver.running.delete(id)

  await until('a second boot', () => driver.calls.includes(`start ${id}`))
  expect(driver.calls).toEqual([`launch ${id}`, `start ${id}`])
})

test('after a restart, running instances stay, are told the address, and unknown ones are swept away', async () => {
  const { made, driver, run } = await server()
  const id = await run()
  await made.untilState(id, 'running')
  driver.running.add('i-00000000000000bad')

  await made.restart()

  expect([...driver.running]).toEqual([id])
  expect(driver.calls).toEqual([`launch ${id}`, 'close', `refresh ${id}`])
})

test('what was meant when the control plane ended is carried out by the next one', async () => {
  const { made, driver, run } = await server()
  const id = await run()
  await made.untilState(id, 'running')
  await made.runtime.stop()
  await made.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }))
  expect(driver.running.has(id)).toBe(true)

  await made.restart()

  await made.untilState(id, 'stopped')
  expect(driver.running.has(id)).toBe(false)
})

test('an instance that is terminated while it boots is terminated in the end', async () => {
  const { made, driver, run } = await server()
  const gate = Promise.withResolvers<void>()
  driver.gate = gate.promise
  const id = await run()
  await until('its launch', () => driver.calls.includes(`launch ${id}`))

  await made.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }))
  gate.resolve()

  await made.untilState(id, 'terminated')
  expect(driver.calls).toEqual([`launch ${id}`, `terminate ${id}`])
})

test('an instance that does not boot is tried three times, then terminated with the reason', async () => {
  const { made, driver, run } = await server()
  driver.failures = { launch: 'no space left on device' }

  const id = await run()

  const gone = await made.untilState(id, 'terminated')
  expect(gone.StateReason).toEqual({
    Code: 'Server.InternalError',
    Message: 'Server.InternalError: no space left on device',
  })
  expect(driver.calls.filter((call) => call.startsWith('launch'))).toHaveLength(3)
})

test('what fails once is tried again, and the reason goes away', async () => {
  const { made, driver, run } = await server()
  const id = await run()
  await made.untilState(id, 'running')
  driver.failures = { stop: 'busy' }
  await made.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }))
  await until('a failure', async () => (await made.untilState(id, 'stopping')).StateReason?.Message?.includes('busy'))

  driver.failures = {}

  const stopped = await made.untilState(id, 'stopped')
  expect(stopped.StateReason?.Message).not.toContain('busy')
})

test('an instance of another driver is left alone and says so, until its driver is back', async () => {
  const { made, driver, run } = await server()
  const id = await run()
  await made.untilState(id, 'running')
  made.profiles.set('web', profileNamed('web'))
  const associate = { InstanceId: id, IamInstanceProfile: { Name: 'web' } }
  await made.ec2.send(new AssociateIamInstanceProfileCommand(associate))
  const reason = async () => (await made.untilState(id, 'running')).StateReason?.Message

  Object.assign(driver, { name: 'process' })
  const foreign = await until('a reason', reason)
  Object.assign(driver, { name: 'sandbox' })
  await until('no reason', async () => (await reason()) === undefined)

  expect(foreign).toContain('launched by the sandbox driver, and the process driver is in use')
  expect(driver.calls).toEqual([`launch ${id}`])
})

test('a reboot is done once', async () => {
  const { made, driver, run } = await server()
  const id = await run()
  await made.untilState(id, 'running')

  await made.ec2.send(new RebootInstancesCommand({ InstanceIds: [id] }))
  await until('the reboot', () => driver.calls.includes(`reboot ${id}`))
  await made.restart()

  expect(driver.calls.filter((call) => call.startsWith('reboot'))).toHaveLength(1)
})

test('more instances than boot at once all boot', async () => {
  const { made, driver } = await server()
  const input = { ImageId: 'ami-towpath', MinCount: 5, MaxCount: 5 }

  const { Instances = [] } = await made.ec2.send(new RunInstancesCommand(input))

  for (const { InstanceId = '' } of Instances) await made.untilState(InstanceId, 'running')
  expect(driver.calls).toHaveLength(5)
})
