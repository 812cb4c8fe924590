import { engineSchema } from '@towpath/engine'
import { codebuildSchema } from '@towpath/services/codebuild/index.ts'
import { codecommitSchema } from '@towpath/services/codecommit/index.ts'
import { codeconnectionsSchema } from '@towpath/services/codeconnections/index.ts'
import { codedeploySchema } from '@towpath/services/codedeploy/index.ts'
import { codepipelineSchema } from '@towpath/services/codepipeline/index.ts'
import { ec2Schema } from '@towpath/services/ec2/index.ts'
import { hostCommandsSchema } from '@towpath/services/host-commands/index.ts'
import { iamSchema } from '@towpath/services/iam/index.ts'
import { logsSchema } from '@towpath/services/logs/index.ts'
import { s3Schema } from '@towpath/services/s3/index.ts'
import { secretsmanagerSchema } from '@towpath/services/secretsmanager/index.ts'
import { ssmSchema } from '@towpath/services/ssm/index.ts'
import type { RoomSchema } from '@towpath/storage'
import { auditSchema } from './audit/table.ts'
import { GITHUB_SCHEMAS } from './compose-github.ts'
import { sealingSchema } from './sealing-check.ts'

/** All tables of a control plane. */
export const SCHEMAS: RoomSchema[] = [
  auditSchema,
  sealingSchema,
  engineSchema,
  iamSchema,
  s3Schema,
  codecommitSchema,
  codedeploySchema,
  ec2Schema,
  hostCommandsSchema,
  logsSchema,
  ssmSchema,
  secretsmanagerSchema,
  codeconnectionsSchema,
  codebuildSchema,
  codepipelineSchema,
  ...GITHUB_SCHEMAS,
]
