// npm run generate: makes the committed generated files again. With --check it only says which are stale.
import { dirname } from 'node:path'
import { constraints } from './generate/constraints.ts'
import { runGenerators } from './generate/generated-file.ts'
import { operations } from './generate/operations.ts'
import { schemas } from './generate/schemas.ts'

const root = dirname(import.meta.dirname)
const mode = process.argv.includes('--check') ? 'check' : 'write'

const { problems, notes } = await runGenerators(root, [operations, schemas, constraints], mode)
for (const note of notes) console.error(note)
for (const problem of problems) console.log(problem)
process.exitCode = problems.length === 0 ? 0 : 1
