import type { ReportExportConfig } from '@aws-sdk/client-codebuild'
import { invalidExportConfig, invalidReportGroupName } from '../errors.ts'

export function checkReportGroupName(name: string | undefined): string {
  if (name === undefined || !/^[A-Za-z0-9][\w-]{1,127}$/.test(name)) throw invalidReportGroupName(name)
  return name
}

/** Where raw reports are put. The destination belongs to S3 alone. */
export function checkExportConfig({ exportConfigType, s3Destination }: ReportExportConfig): ReportExportConfig {
  if (exportConfigType === 'S3') {
    if (!s3Destination?.bucket) throw invalidExportConfig('type S3 needs a bucket in s3Destination')
    return { exportConfigType, s3Destination: { packaging: 'NONE', ...s3Destination } }
  }
  if (s3Destination) throw invalidExportConfig('type NO_EXPORT takes no s3Destination')
  return { exportConfigType: 'NO_EXPORT' }
}
