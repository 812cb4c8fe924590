import { expect, test } from 'vitest'
import { commandId, executionId, parseCommandId, parseExecutionId } from './identifiers.ts'

const place = { account: '123456789012', region: 'us-east-1' }
const command = { ...place, deploymentId: 'd-ABCDEFGHI', position: 17, event: 4, delivery: 'K3J9XX01' }

test('an identifier leads back to what it names', () => {
  const { event, delivery, ...target } = command

  expect(parseCommandId(commandId(command, 'AfterInstall'), place)).toEqual({ ...target, event, delivery })
  expect(parseExecutionId(executionId(command), place)).toEqual(target)
})

test('an execution id has the form that agents want', () => {
  expect(executionId(command)).toMatch(/^[^/]+\/[^/]+\/[^/]+\/.+$/)
  expect(executionId({ ...command, position: 999_999 }).length).toBeLessThan(129)
})

test('an execution of another account or region is nobody else to have', () => {
  expect(parseExecutionId(executionId(command), { ...place, account: '999999999999' })).toBeUndefined()
  expect(parseExecutionId(executionId(command), { ...place, region: 'eu-west-1' })).toBeUndefined()
})

test.each([
  '',
  'hc-0',
  'd-ABCDEFGHI/17/4/AfterInstall',
  'd-ABCDEFGHI/17/4/AfterInstall/K3J9XX01/more',
  'd-ABCDEFGHI/-1/4/AfterInstall/K3J9XX01',
  'd-ABCDEFGHI/1e3/4/AfterInstall/K3J9XX01',
  "d-ABCDEFGHI/17/4/AfterInstall/' or 1=1",
  '../../17/4/AfterInstall/K3J9XX01',
])('%j names no command', (text) => {
  expect(parseCommandId(text, place)).toBeUndefined()
})
