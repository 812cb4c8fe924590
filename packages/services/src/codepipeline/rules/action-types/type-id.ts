import type { ActionTypeId } from '@aws-sdk/client-codepipeline'

/** An action type's id as inputs carry it, several shapes of the model alike. Enums were checked against the model. */
export interface TypeNames {
  category?: string
  owner?: string
  provider?: string
  version?: string
}

export const typeIdOf = ({ category, owner, provider, version }: TypeNames): ActionTypeId => ({
  category: (category ?? 'Build') as ActionTypeId['category'],
  owner: (owner ?? 'Custom') as ActionTypeId['owner'],
  provider: provider ?? '',
  version: version ?? '',
})
