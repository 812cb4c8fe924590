import { expect, test } from 'vitest'
import { agentOnly } from './agent-only.ts'
import { agentProgram } from './agent-program.ts'

test('the line by which instances start their agent is understood without the parser of the command line', () => {
  const words = agentProgram.command.slice(agentProgram.command.findIndex((word) => word.endsWith('towpath.mjs')) + 1)

  expect(agentOnly(words)).toEqual({
    options: { quiet: true, configFile: '{config}' },
    arguments: [],
    rest: [],
  })
  expect(agentOnly(['agent', 'run'])).toEqual({ options: {}, arguments: [], rest: [] })
})

test.each([
  [['agent', 'local', '--quiet']],
  [['agent', 'run', '--help']],
  [['agent', 'run', '--config-file']],
  [['agent', 'run', '--config-file', '--quiet']],
  [['agent', 'run', '--config-file=agent.yml']],
  [['agent', 'run', 'now']],
  [['serve']],
  [[]],
])('%j is left to the parser', (argv) => {
  expect(agentOnly(argv)).toBeUndefined()
})
