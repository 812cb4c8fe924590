import type { RevisionLocation } from '@aws-sdk/client-codedeploy'

/**
 * The text that is equal for two locations exactly when they are the same revision of an application: the complete
 * location, eTag and version included (documented). `location` must have passed `validateRevisionLocation`.
 */
export function revisionIdentity(location: RevisionLocation): string {
  return JSON.stringify([location.revisionType, ...parts(location)])
}

function parts({ revisionType, s3Location, gitHubLocation, appSpecContent, string }: RevisionLocation) {
  switch (revisionType) {
    case 'S3':
      return [
        s3Location?.bucket,
        s3Location?.key,
        s3Location?.bundleType,
        s3Location?.version ?? null,
        bareETag(s3Location?.eTag) ?? null,
      ]
    case 'GitHub':
      return [gitHubLocation?.repository, gitHubLocation?.commitId?.toLowerCase()]
    case 'AppSpecContent':
      return [appSpecContent?.sha256 ?? null, appSpecContent?.content ?? null]
    case 'String':
      return [string?.sha256 ?? null, string?.content ?? null]
    default:
      throw new Error('A revision location without a known revisionType has no identity.')
  }
}

/** `eTag` without the double quotes that S3 wraps around it; clients send both forms (observed). */
export function bareETag(eTag: string | undefined): string | undefined {
  return eTag?.replace(/^"(.*)"$/s, '$1')
}
