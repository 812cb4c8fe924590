// Run by tools/setup.mjs: the schemas are committed, so this only makes those again that a checkout lacks or has stale.
import { dirname } from 'node:path'
import { runGenerators } from './generate/generated-file.ts'
import { schemas } from './generate/schemas.ts'

await runGenerators(dirname(import.meta.dirname), [schemas], 'write')
