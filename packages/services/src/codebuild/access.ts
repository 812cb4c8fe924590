import type { Tag } from '@aws-sdk/client-codebuild'
import type { Access } from '@towpath/wire'
import { type Kind, named, ownerOf, type Place, projectArn, reportGroupArn } from './rules/arns.ts'
import { BATCH_LIMIT } from './rules/quotas.ts'

/*
 * What callers must be allowed: `codebuild:OPERATION` on the ARN of the resource it is about (documented). Builds are
 * asked for on their project, reports on their group. Names come unchecked from the input; a malformed one is refused by
 * the operation itself.
 */

/** For operations that are about no resource of their own. */
export const onAnything = (operation: string): Access => ({ action: `codebuild:${operation}`, resource: '*' })

/** `given`: name or ARN. */
export const onProject = (operation: string, place: Place, given = ''): Access => ({
  action: `codebuild:${operation}`,
  resource: projectArn(place, named(place, 'project', given) ?? given),
})

export const onReportGroup = (operation: string, place: Place, given = ''): Access => ({
  action: `codebuild:${operation}`,
  resource: reportGroupArn(place, named(place, 'report-group', given) ?? given),
})

/** On the project of each build. */
export function onBuilds(operation: string, place: Place, ids: string[] = [], kind: Kind = 'build'): Access[] {
  const owners = ids.slice(0, BATCH_LIMIT).map((id) => ownerOf(named(place, kind, id) ?? id))
  return [...new Set(owners)].map((owner) => onProject(operation, place, owner))
}

/** On the group of a report. `given`: ARN. */
export const onReport = (operation: string, place: Place, given = ''): Access =>
  onReportGroup(operation, place, ownerOf(named(place, 'report', given) ?? given))

/** On each of those names or ARNs. Calls that give more than the limit are refused, so nothing is asked for the rest. */
export function onEach(
  on: (operation: string, place: Place, given: string) => Access,
  operation: string,
  place: Place,
  given: string[] = [],
): Access[] {
  return [...new Set(given.slice(0, BATCH_LIMIT))].map((each) => on(operation, place, each))
}

/** Handing a role to CodeBuild. */
export const passRole = (roleArn: string | undefined): Access[] =>
  roleArn
    ? [
        {
          action: 'iam:PassRole',
          resource: roleArn,
          conditions: { 'iam:PassedToService': 'codebuild.amazonaws.com' },
        },
      ]
    : []

/** The same access, with the tags that the request wants to set as condition values. */
export function withRequestTags(access: Access, tags: Tag[] = []): Access {
  if (tags.length === 0) return access
  const values = tags.map(({ key = '', value = '' }) => [`aws:RequestTag/${key}`, value])
  return { ...access, conditions: { ...Object.fromEntries(values), 'aws:TagKeys': tags.map(({ key = '' }) => key) } }
}
