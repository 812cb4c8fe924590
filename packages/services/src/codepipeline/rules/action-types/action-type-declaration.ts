import type { ActionTypeDeclaration } from '@aws-sdk/client-codepipeline'
import type { ActionTypeDefinition } from './action-type.ts'

/** An action type that is always there, as GetActionType shows it. Who carries it out is this control plane. */
export const actionTypeDeclaration = ({
  id,
  inputs,
  outputs,
  properties,
}: ActionTypeDefinition): ActionTypeDeclaration => ({
  id: { category: id.category, owner: id.owner, provider: id.provider, version: id.version },
  executor: { type: 'JobWorker', configuration: { jobWorkerExecutorConfiguration: {} } },
  inputArtifactDetails: { minimumCount: inputs.minimum, maximumCount: inputs.maximum },
  outputArtifactDetails: { minimumCount: outputs.minimum, maximumCount: outputs.maximum },
  properties: properties.map(({ name, required, key, secret, queryable, description }) => ({
    name,
    optional: !required,
    key,
    noEcho: secret,
    queryable,
    description,
  })),
})
