import type {
  LabelParameterVersionRequest,
  LabelParameterVersionResult,
  UnlabelParameterVersionRequest,
  UnlabelParameterVersionResult,
} from '@aws-sdk/client-ssm'
import { operation } from '@towpath/wire'
import { onParameter } from '../access.ts'
import { labelLimitExceeded, versionNotFound } from '../errors.ts'
import { existingParameter } from '../lookup.ts'
import type { Ctx, Room } from '../room.ts'
import { isLabel, MOST_LABELS } from '../rules/labels.ts'
import type { Version } from '../state/parameters.ts'

/** Labels move: a parameter has each of them on one version at most. Labels that may not be used are listed. */
export const labelParameterVersion = operation<LabelParameterVersionRequest, LabelParameterVersionResult, Room>(
  'LabelParameterVersion',
  {
    kind: 'write',
    access: async (input, ctx) => [await onParameter('LabelParameterVersion', ctx, input.Name)],
    async run({ Name, ParameterVersion, Labels = [] }, ctx) {
      const { versions, chosen } = await choose(ctx, Name, ParameterVersion)
      const good = [...new Set(Labels.filter(isLabel))]
      const labels = [...new Set([...chosen.labels, ...good])]
      if (labels.length > MOST_LABELS) throw labelLimitExceeded(MOST_LABELS)
      for (const other of versions) {
        const left = other.labels.filter((label) => !good.includes(label))
        if (other.version !== chosen.version && left.length < other.labels.length) {
          await ctx.parameters.setLabels(other.name, other.version, left)
        }
      }
      await ctx.parameters.setLabels(chosen.name, chosen.version, labels)
      return { InvalidLabels: Labels.filter((label) => !isLabel(label)), ParameterVersion: chosen.version }
    },
  },
)

export const unlabelParameterVersion = operation<UnlabelParameterVersionRequest, UnlabelParameterVersionResult, Room>(
  'UnlabelParameterVersion',
  {
    kind: 'write',
    access: async (input, ctx) => [await onParameter('UnlabelParameterVersion', ctx, input.Name)],
    async run({ Name, ParameterVersion, Labels = [] }, ctx) {
      const { chosen } = await choose(ctx, Name, ParameterVersion)
      const left = chosen.labels.filter((label) => !Labels.includes(label))
      await ctx.parameters.setLabels(chosen.name, chosen.version, left)
      return {
        RemovedLabels: Labels.filter((label) => chosen.labels.includes(label)),
        InvalidLabels: Labels.filter((label) => !chosen.labels.includes(label)),
      }
    },
  },
)

/** The version that is meant: the newest where none is named. */
async function choose(ctx: Ctx, given: string | undefined, wanted: number | undefined) {
  const parameter = await existingParameter(ctx, given)
  const versions = await ctx.parameters.versions(parameter.name)
  const chosen: Version | undefined = versions.find(({ version }) => version === (wanted ?? parameter.version))
  if (!chosen) throw versionNotFound(parameter.name, wanted ?? parameter.version)
  return { versions, chosen }
}
