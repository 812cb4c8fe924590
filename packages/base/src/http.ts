/*
 * Node's HTTP as a process that rests should hold it.
 *
 * An `import` of `node:http` evaluates everything that module exports, the WebSocket of Node's fetch among it, and so
 * loads all of fetch: 14 MB and 35 ms for every process. Asked for as below it does not; nor is TLS loaded (8 MB)
 * before somebody needs it.
 */

export const { Agent, createServer, request } = process.getBuiltinModule('node:http')

/** `node:https`, loaded when it is first asked for. */
export function https(): typeof import('node:https') {
  return process.getBuiltinModule('node:https')
}
