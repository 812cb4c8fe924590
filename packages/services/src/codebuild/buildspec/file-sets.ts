import {
  type ArtifactSpec,
  type ArtifactsSpec,
  type CacheSpec,
  type FileSetSpec,
  REPORT_FORMATS,
  type ReportSpec,
} from './buildspec.ts'
import { child, defined, type Mapping, mapping, oneOf, text, texts, truth } from './fields.ts'
import { BuildspecProblem } from './problem.ts'
import type { Value } from './yaml.ts'

const MOST_SECONDARY = 12
const MOST_REPORTS = 5
const MOST_FALLBACKS = 5

export function readArtifacts(value: Value | undefined): ArtifactsSpec | undefined {
  if (value === undefined || value === '') return undefined
  const artifacts = mapping(value, 'artifacts')
  const secondary: Record<string, ArtifactSpec> = {}
  const path = 'artifacts.secondary-artifacts'
  for (const [identifier, part] of Object.entries(mapping(artifacts['secondary-artifacts'], path))) {
    if (!/^\w{1,128}$/.test(identifier)) {
      throw new BuildspecProblem(`"${identifier}" at ${path} is not an identifier: it takes letters, digits and _`)
    }
    secondary[identifier] = required(
      artifact(mapping(part, child(path, identifier)), child(path, identifier)),
      child(path, identifier),
    )
  }
  const many = Object.keys(secondary).length
  if (many > MOST_SECONDARY) throw new BuildspecProblem(`${path}: ${many} are given, at most ${MOST_SECONDARY} may be`)
  const primary = artifact(artifacts, 'artifacts')
  // With secondary artifacts alone AWS asks for files formally and then does without them.
  return { ...(many > 0 ? primary : required(primary, 'artifacts')), secondary }
}

function artifact(part: Mapping, path: string): ArtifactSpec {
  return defined({
    ...fileSet(part, path),
    name: text(part.name, child(path, 'name')),
    excludePaths: texts(part['exclude-paths'], child(path, 'exclude-paths')),
    enableSymlinks: truth(part['enable-symlinks'], child(path, 'enable-symlinks')),
    s3Prefix: text(part['s3-prefix'], child(path, 's3-prefix')),
  })
}

export function readReports(value: Value | undefined): ReportSpec[] {
  const groups = Object.entries(mapping(value, 'reports'))
  if (groups.length > MOST_REPORTS) {
    throw new BuildspecProblem(`reports: ${groups.length} groups are given, at most ${MOST_REPORTS} may be`)
  }
  return groups.map(([group, part]) => {
    const path = child('reports', group)
    const report = mapping(part, path)
    const fileFormat = oneOf(report['file-format'], child(path, 'file-format'), REPORT_FORMATS) ?? 'JUNITXML'
    return { ...required(fileSet(report, path), path), group, fileFormat }
  })
}

export function readCache(value: Value | undefined): CacheSpec | undefined {
  if (value === undefined || value === '') return undefined
  const cache = mapping(value, 'cache')
  const fallbackKeys = texts(cache['fallback-keys'], 'cache.fallback-keys')
  if (fallbackKeys.length > MOST_FALLBACKS) {
    throw new BuildspecProblem(
      `cache.fallback-keys: at most ${MOST_FALLBACKS} may be given, not ${fallbackKeys.length}`,
    )
  }
  return defined({
    paths: texts(cache.paths, 'cache.paths'),
    key: text(cache.key, 'cache.key'),
    fallbackKeys,
    action: oneOf(cache.action, 'cache.action', ['restore', 'save'] as const) ?? ('both' as const),
  })
}

function fileSet(part: Mapping, path: string): FileSetSpec {
  return defined({
    files: texts(part.files, child(path, 'files')),
    baseDirectory: text(part['base-directory'], child(path, 'base-directory')),
    discardPaths: truth(part['discard-paths'], child(path, 'discard-paths')),
  })
}

function required<T extends FileSetSpec>(set: T, path: string): T {
  if (set.files.length === 0) throw new BuildspecProblem(`${child(path, 'files')} is required and lists no files`)
  return set
}
