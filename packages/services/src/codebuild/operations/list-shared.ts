import type {
  ListSharedProjectsInput,
  ListSharedProjectsOutput,
  ListSharedReportGroupsInput,
  ListSharedReportGroupsOutput,
} from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import type { Room } from '../room.ts'

/** Of other accounts; nothing is shared between accounts here. */
export const listSharedProjects = operation<ListSharedProjectsInput, ListSharedProjectsOutput, Room>(
  'ListSharedProjects',
  { kind: 'read', access: () => [onAnything('ListSharedProjects')], run: async () => ({ projects: [] }) },
)

/** Of other accounts; nothing is shared between accounts here. */
export const listSharedReportGroups = operation<ListSharedReportGroupsInput, ListSharedReportGroupsOutput, Room>(
  'ListSharedReportGroups',
  { kind: 'read', access: () => [onAnything('ListSharedReportGroups')], run: async () => ({ reportGroups: [] }) },
)
