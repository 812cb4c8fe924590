import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { ALLOWED, FOR_TESTS } from './packages.ts'

const IMPORT =
  /(?:^|[\n;])\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** One import as it stands in a file. */
interface Import {
  from: string
  specifier: string
  /** Erased when the program runs (`import type`), or only loaded on demand (`import()`): no part of a load cycle. */
  deferred: boolean
}

/**
 * Sentences about imports below `root` that go the wrong way, reach into another room, lead nowhere, or form a
 * cycle. Empty when all is well.
 */
export function importProblems(root: string): string[] {
  const files = globSync(['packages/*/src/**/*.ts', 'e2e/**/*.ts', 'tools/**/*.ts'], {
    cwd: root,
    exclude: ['**/node_modules/**'],
  })
  const problems: string[] = []
  const graph = new Map<string, string[]>()

  for (const file of files) {
    const edges: string[] = []
    for (const found of importsOf(root, file)) {
      const target = targetOf(root, found)
      if (target === undefined) continue
      if (!existsSync(join(root, target))) {
        problems.push(`${file}: "${found.specifier}" leads to ${target}, which does not exist`)
        continue
      }
      problems.push(...wrongWay(file, target))
      if (!found.deferred) edges.push(target)
    }
    graph.set(file, edges)
  }
  return [...problems, ...cycles(graph).map((cycle) => `import cycle: ${cycle.join(' -> ')}`)]
}

function importsOf(root: string, file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  return [...text.matchAll(IMPORT)].map((match) => ({
    from: file,
    specifier: match[2] ?? match[3] ?? '',
    deferred: match[1] !== undefined || match[3] !== undefined,
  }))
}

/** The file that an import means, relative to the root; undefined for what is not ours. */
function targetOf(root: string, { from, specifier }: Import): string | undefined {
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(from), specifier))
  const ours = /^@towpath\/([\w-]+)(?:\/(.+))?$/.exec(specifier)
  return ours ? `packages/${ours[1]}/src/${ours[2] ?? 'index.ts'}` : undefined
}

function wrongWay(file: string, target: string): string[] {
  const [from, to] = [placeOf(file), placeOf(target)]
  if (!from || !to) return []
  // Tests fill the ports of what they test, as the server does, with the real other side.
  const isTest = /\.test\.ts$|\/test(ing)?\b/.test(file)
  if (from.pkg !== to.pkg) {
    const allowed = ALLOWED[from.pkg]
    if (!allowed) return [`${file}: package ${from.pkg} is not in tools/checks/packages.ts`]
    if (allowed.includes(to.pkg) || (isTest && FOR_TESTS.includes(to.pkg))) return []
    return [`${file}: ${from.pkg} may not import ${to.pkg} (${target})`]
  }
  if (!isTest && from.pkg === 'services' && from.room !== to.room && from.room && to.room) {
    return [`${file}: room ${from.room} may not import room ${to.room}; declare a port and let the server fill it`]
  }
  return []
}

function placeOf(file: string): { pkg: string; room?: string } | undefined {
  const match = /^packages\/([\w-]+)\/src\/(?:([\w-]+)\/)?/.exec(file)
  if (match?.[1]) return { pkg: match[1], room: match[2] }
  return file.startsWith('e2e/') ? { pkg: 'e2e' } : undefined
}

function cycles(graph: Map<string, string[]>): string[][] {
  const found: string[][] = []
  const done = new Set<string>()
  const path: string[] = []

  function visit(file: string): void {
    const at = path.indexOf(file)
    if (at >= 0) {
      found.push([...path.slice(at), file])
      return
    }
    if (done.has(file)) return
    path.push(file)
    for (const next of graph.get(file) ?? []) visit(next)
    path.pop()
    done.add(file)
  }
  for (const file of graph.keys()) visit(file)
  return found
}
