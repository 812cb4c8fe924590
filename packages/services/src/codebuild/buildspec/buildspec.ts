/** A buildspec as it was understood: defaults filled in, scalars where a list may stand made lists. */
export interface Buildspec {
  /** `0.1` starts a new shell for each command, `0.2` keeps one for all (documented). */
  version: '0.1' | '0.2'
  /** User for all commands; absent: root. */
  runAs?: string
  env: EnvSpec
  proxy: { uploadArtifacts: boolean; logs: boolean }
  /** Phases in the file, whatever their order there. */
  phases: Partial<Record<BuildspecPhase, PhaseSpec>>
  reports: ReportSpec[]
  artifacts?: ArtifactsSpec
  cache?: CacheSpec
  batch?: BatchSpec
}

/** The phases that a buildspec can fill, in the order in which they run. */
export const BUILDSPEC_PHASES = ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD'] as const
export type BuildspecPhase = (typeof BUILDSPEC_PHASES)[number]

export interface EnvSpec {
  /** As written: `bash`, `/bin/sh`, `powershell.exe`, `cmd.exe`. Absent: the platform's own. */
  shell?: string
  /** Literal: nothing in the values is expanded (documented). */
  variables: Record<string, string>
  /** Variable to name of a parameter. */
  parameterStore: Record<string, string>
  /** Variable to secret reference; see parseSecretReference. */
  secretsManager: Record<string, string>
  exportedVariables: string[]
  gitCredentialHelper: boolean
}

export interface PhaseSpec {
  runAs?: string
  onFailure?: OnFailure
  /** Runtime to version. Only the install phase can have them. */
  runtimeVersions: Record<string, string>
  commands: string[]
  finally: string[]
}

export type OnFailure =
  | { type: 'ABORT' }
  | { type: 'CONTINUE' }
  /** Runs the phase again, at most `attempts` more times, and only when `pattern` (if any) matches its output. */
  | { type: 'RETRY'; attempts: number; pattern?: string }

export interface FileSetSpec {
  /** Patterns relative to the base directory. */
  files: string[]
  baseDirectory?: string
  discardPaths: boolean
}

export interface ArtifactSpec extends FileSetSpec {
  name?: string
  excludePaths: string[]
  enableSymlinks: boolean
  s3Prefix?: string
}

export interface ArtifactsSpec extends ArtifactSpec {
  /** By artifact identifier. */
  secondary: Record<string, ArtifactSpec>
}

export interface ReportSpec extends FileSetSpec {
  /** Name or ARN of the report group. */
  group: string
  /** Upper case. */
  fileFormat: ReportFormat
}

export const REPORT_FORMATS = [
  'CUCUMBERJSON',
  'JUNITXML',
  'NUNITXML',
  'NUNIT3XML',
  'TESTNGXML',
  'VISUALSTUDIOTRX',
  'CLOVERXML',
  'COBERTURAXML',
  'JACOCOXML',
  'SIMPLECOV',
] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

export interface CacheSpec {
  paths: string[]
  key?: string
  /** Prefixes, tried in order when nothing was saved under the key. */
  fallbackKeys: string[]
  action: 'both' | 'restore' | 'save'
}

export interface BatchEnv {
  computeType?: string
  image?: string
  privilegedMode?: boolean
  type?: string
  variables?: Record<string, string>
  fleet?: string
}

export interface BatchBuildSpec {
  identifier: string
  buildspec?: string
  env: BatchEnv
  ignoreFailure: boolean
  debugSession: boolean
  dependOn: string[]
}

/** Values of one variable part of a matrix, each in the order written. */
export interface MatrixDynamic {
  buildspec: string[]
  computeType: string[]
  image: string[]
  variables: Record<string, string[]>
}

export type BatchSpec = { fastFail: boolean } & (
  | { type: 'build-list' | 'build-graph'; builds: BatchBuildSpec[] }
  | { type: 'build-matrix'; ignoreFailure: boolean; env: BatchEnv; dynamic: MatrixDynamic }
  | { type: 'build-fanout'; parallelism: number; ignoreFailure: boolean; env: BatchEnv; buildspec?: string }
)
