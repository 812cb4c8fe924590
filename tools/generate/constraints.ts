import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Constraint, Constraints } from '../../packages/wire/src/validation/constraints.ts'
import { type GeneratedFile, type Generator, linedJson } from './generated-file.ts'
import { keptOperations, SERVICES } from './services.ts'

/** As tools/generate-constraints.py prints them. */
interface Printed {
  source: string
  members: Record<string, Record<string, Constraint>>
  errors: Record<string, string[]>
}

const SCRIPT = join(import.meta.dirname, '..', 'generate-constraints.py')
const NO_BOTOCORE = 3

/**
 * Lengths, ranges, patterns and enums, which the SDK's schemas do not hold. They come from the models within botocore,
 * so without botocore (or with another version of it than the files are from) nothing can be said of them.
 */
export const constraints: Generator = {
  title: 'constraints',
  async run(present) {
    const wanted = await Promise.all(SERVICES.map(async (each) => [each.model, (await keptOperations(each)) ?? null]))
    const { status, stdout, stderr, error } = spawnSync('python3', [SCRIPT, JSON.stringify(wanted)], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    if (error || status === NO_BOTOCORE) return ['left as they are: python3 with botocore is not there']
    if (status !== 0) throw new Error(`generate-constraints.py ended with ${status}: ${stderr}`)
    const printed = JSON.parse(stdout) as Record<string, Printed>
    return SERVICES.map(({ room, model }) => {
      const path = `packages/services/src/${room}/constraints.gen.json`
      return fileOf(path, printed[model], present(path))
    })
  },
}

function fileOf(path: string, printed: Printed | undefined, present: string | undefined): GeneratedFile | string {
  if (!printed) throw new Error(`generate-constraints.py says nothing for ${path}`)
  const source = present === undefined ? undefined : (JSON.parse(present) as Constraints).source
  // Only whoever asks for it moves to another version: `npm run generate` with UPDATE_MODELS=1.
  if (source !== undefined && source !== printed.source && process.env.UPDATE_MODELS !== '1') {
    return `${path} is from ${source}; here is ${printed.source}. UPDATE_MODELS=1 moves it there.`
  }
  return { path, content: linedJson({ ...pack(printed) }) }
}

/** Equal constraints are kept once. */
function pack({ source, members, errors }: Printed): Constraints {
  const constraints: Constraint[] = []
  const indices = new Map<string, number>()
  const indexOf = (constraint: Constraint): number => {
    const key = JSON.stringify(constraint)
    const known = indices.get(key)
    if (known !== undefined) return known
    indices.set(key, constraints.length)
    return constraints.push(constraint) - 1
  }
  const packed = Object.entries(members).map(([shape, each]) => [
    shape,
    Object.fromEntries(Object.entries(each).map(([name, constraint]) => [name, indexOf(constraint)])),
  ])
  return { source, constraints, members: Object.fromEntries(packed), errors }
}
