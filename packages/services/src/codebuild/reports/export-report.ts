import type { ReportExportConfig } from '@aws-sdk/client-codebuild'
import { ZipFile } from 'yazl'
import type { RawFile } from './read-report.ts'
import type { ReportedBuild } from './report-files.ts'

/** Entries of a zip carry this time, so that the same files make the same bytes. */
const ENTRY_TIME = new Date(Date.UTC(1980, 0, 1))

/**
 * Puts the raw files of a report where its group wants them: `[PATH/]GROUP/UUID/FILE`, or all in `[PATH/]GROUP/UUID.zip`.
 * Rejects with the refusal of S3.
 */
export async function exportReport(
  { role }: Pick<ReportedBuild, 'role'>,
  { exportConfigType, s3Destination }: ReportExportConfig,
  reportId: string,
  files: readonly RawFile[],
): Promise<void> {
  if (exportConfigType !== 'S3' || !s3Destination?.bucket || files.length === 0) return
  const { bucket, bucketOwner, path = '', packaging } = s3Destination
  const folder = path.replace(/^\/+|\/+$/g, '')
  const base = `${folder === '' ? '' : `${folder}/`}${reportId.replace(':', '/')}`
  const put = (key: string, body: Uint8Array) =>
    role.call('s3', 'PutObject', {
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentLength: body.byteLength,
      ExpectedBucketOwner: bucketOwner,
    })
  if (packaging === 'ZIP') await put(`${base}.zip`, await zipped(files))
  else for (const { path: name, bytes } of files) await put(`${base}/${name}`, bytes)
}

async function zipped(files: readonly RawFile[]): Promise<Uint8Array> {
  const zip = new ZipFile()
  for (const { path, bytes } of files) zip.addBuffer(Buffer.from(bytes), path, { mtime: ENTRY_TIME })
  zip.end()
  const parts: Buffer[] = []
  for await (const part of zip.outputStream) parts.push(Buffer.from(part))
  return Buffer.concat(parts)
}
