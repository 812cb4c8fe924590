import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the dependencies are. */
export const MODULES = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'node_modules')

/**
 * Keeps what Node makes of our source: types are stripped and code is compiled once, not at every start.
 *
 * To be called before the first TypeScript is loaded: stripping types costs 16 MB of memory that are never given back.
 * The folder belongs to whoever owns the code; Node's own default is below /tmp, where another user could lay out code
 * for us. NODE_COMPILE_CACHE moves it.
 */
export function keepCompiledCode() {
  module.enableCompileCache(join(MODULES, '.cache', 'towpath'))
}
