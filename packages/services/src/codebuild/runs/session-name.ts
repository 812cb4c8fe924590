import type { BuildRecord } from '../rules/build-record.ts'
import { uuidOf } from '../rules/new-build.ts'

/** Name of the session in which a build acts, as on AWS (observed): it shows in the audit log. */
export const sessionName = ({ id }: Pick<BuildRecord, 'id'>): string => `AWSCodeBuild-${uuidOf(id)}`.slice(0, 64)
