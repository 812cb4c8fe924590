import { readModel } from '../../packages/wire/src/schema/model.ts'
import { type GeneratedFile, type Generator, linedJson } from './generated-file.ts'
import { servedOperations } from './served.ts'
import { type GeneratedService, KEPT_PATH, keptOperations, SERVICES } from './services.ts'

/** More operations than this that are not served are only counted. */
const MOST_LISTED = 120

/** The table of operations served, and the list of those whose schemas are kept out of large models. */
export const operations: Generator = {
  title: 'operations',
  async run() {
    const sections = await Promise.all(SERVICES.map(section))
    return [await keptFile(), { path: 'docs/operations.md', content: `${HEAD}${sections.join('\n')}` }]
  },
}

const HEAD = `# Operations served

Made by \`npm run generate\` from the tables in \`packages/services/src/*/service.ts\` and the models of the AWS SDK. An
operation that is not served answers as the real service answers an operation that it does not know, or says by name
what is not here.

`

async function section(service: GeneratedService): Promise<string> {
  const served = (await servedOperations(service.room)) ?? []
  const all = [...readModel(await service.client()).operations.keys()].sort()
  const missing = all.filter((name) => !served.includes(name))
  const lines = [`## ${service.title}: ${served.length} of ${all.length}`, '']
  if (served.length > 0) lines.push(`Served: ${served.join(', ')}.`, '')
  if (missing.length > MOST_LISTED) lines.push(`Not served: ${missing.length} others.`, '')
  else if (missing.length > 0) lines.push(`Not served: ${missing.join(', ')}.`, '')
  return lines.join('\n')
}

async function keptFile(): Promise<GeneratedFile> {
  const lists: Record<string, string[]> = {}
  for (const service of SERVICES) {
    const names = await keptOperations(service)
    if (names) lists[service.room] = names
  }
  return { path: KEPT_PATH, content: linedJson(lists) }
}
