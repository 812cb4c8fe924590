import { expect, test } from 'vitest'
import { formatDiagnostics, formatNoop, parseDiagnostics, parseNoop, SUCCEEDED } from './diagnostics.ts'

test('success is written byte for byte as the official agent writes it', () => {
  expect(formatDiagnostics(SUCCEEDED)).toBe('{"error_code":0,"script_name":"","message":"Succeeded: ","log":""}')
})

test('what is written can be read again', () => {
  const failure = { errorCode: 4, scriptName: 'a.sh', message: 'failed', log: '[stderr]x\n' } as const

  expect(parseDiagnostics(formatDiagnostics(failure))).toEqual(failure)
})

test('an agent that could not encode its log says "Unknown", which is read as an unknown error', () => {
  const payload = '{"error_code":"Unknown","script_name":"","message":"Attempting minimal diagnostics","log":"x"}'

  expect(parseDiagnostics(payload)).toMatchObject({ errorCode: 5, message: 'Attempting minimal diagnostics' })
})

test.each(['', 'x', '[]', 'null', '7'])('%j is not diagnostics', (payload) => {
  expect(parseDiagnostics(payload)).toBeUndefined()
})

test('an acknowledgement tells whether the command is a no-op', () => {
  expect(formatNoop(true)).toBe('{"IsCommandNoop":true}')
  expect(parseNoop('{"IsCommandNoop":false}')).toBe(false)
  expect(parseNoop('{"IsCommandNoop":"yes"}')).toBeUndefined()
  expect(parseNoop(undefined)).toBeUndefined()
})
