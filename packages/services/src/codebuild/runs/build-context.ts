import { readFile, rename, writeFile } from 'node:fs/promises'
import type { SealingKey } from '@towpath/base'
import type { Buildspec } from '../buildspec/buildspec.ts'

/** What is known of a running build besides its record: kept sealed in its folder, for the next control plane. */
export interface BuildContext {
  driver: string
  /** See MarkFinder. */
  token: string
  /** Once the source is there. */
  sources?: {
    /** Folders of the sources, relative to `output`. */
    primary: string
    secondary: Record<string, string>
    buildspec: Buildspec
    /** Of the variables that the build began with. */
    names: string[]
  }
  /** Masked in the log. */
  secrets: string[]
  /** The job that the next command goes on with. */
  lastJob?: string
  /** Cached files were there already, under this object. */
  restored?: string
  /** What the build's shell said at the end, after which its processes were ended. */
  collected?: Collected
}

/** Texts of the buildspec as the build's shell expands them in the end. */
export interface Collected {
  exported: { name: string; value: string }[]
  /** By artifact identifier; that of the primary artifact is empty. */
  artifacts: Record<string, ExpandedArtifact>
  /** Base directories of reports, in the order of the buildspec. */
  reportDirectories: string[]
  cacheKey?: string
  /** Folders that were copied out of the environment; see exportFolders. */
  exports: string[]
}

export interface ExpandedArtifact {
  name?: string
  s3Prefix?: string
  baseDirectory?: string
}

const PURPOSE = 'codebuild.build-context'

export async function readContext(file: string, sealing: SealingKey): Promise<BuildContext | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  const opened = text === undefined ? undefined : sealing.open(text, PURPOSE)
  return opened === undefined ? undefined : JSON.parse(opened)
}

export async function writeContext(file: string, sealing: SealingKey, context: BuildContext): Promise<void> {
  await writeFile(`${file}.new`, sealing.seal(JSON.stringify(context), PURPOSE), { mode: 0o600 })
  await rename(`${file}.new`, file)
}
