export { createEngine, type Engine, type EngineOptions } from './engine.ts'
export type { EngineLimits } from './limits.ts'
export type { Act, LazyRunKind, RunKind, Step } from './run-kind.ts'
export { engineSchema } from './schema.ts'
