import type { Action } from '../pipeline.ts'

/** One text of an action in which variables are filled in (documented), and what it is called in messages. */
export interface VariableText {
  key: string
  text: string
}

/** Configuration values, commands, and values of environment variables. */
export function variableTexts({ configuration, commands = [], environmentVariables = [] }: Action): VariableText[] {
  return [
    ...Object.entries(configuration).map(([key, text]) => ({ key, text })),
    ...commands.map((text) => ({ key: 'commands', text })),
    ...environmentVariables.map(({ name = '', value = '' }) => ({ key: name, text: value })),
  ]
}
