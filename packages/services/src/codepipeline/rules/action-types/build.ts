import { builtIn, key, optional, required } from './action-type.ts'

const HOUR = 60

const codeBuild = {
  inputs: [1, 5] as [number, number],
  outputs: [0, 5] as [number, number],
  timeoutInMinutes: 36 * HOUR,
  properties: [
    key('ProjectName'),
    optional('PrimarySource'),
    optional('EnvironmentVariables'),
    optional('BatchEnabled'),
    optional('CombineArtifacts'),
  ],
}

export const BUILD_TYPES = [
  builtIn('Build', 'CodeBuild', codeBuild),
  builtIn('Test', 'CodeBuild', codeBuild),
  builtIn('Build', 'ECRBuildAndPublish', {
    inputs: 1,
    onlyV2: true,
    properties: [key('ECRRepositoryName'), optional('DockerFilePath'), optional('ImageTags'), optional('RegistryType')],
  }),
  builtIn('Compute', 'Commands', {
    inputs: [1, 10],
    outputs: [0, 1],
    onlyV2: true,
    timeoutInMinutes: 55,
    properties: [
      optional('EnvironmentType'),
      optional('ComputeType'),
      optional('VpcId'),
      optional('Subnets'),
      optional('SecurityGroupIds'),
    ],
  }),
  builtIn('Invoke', 'InspectorScan', {
    inputs: [0, 1],
    outputs: [0, 1],
    onlyV2: true,
    properties: [
      required('InspectorRunMode'),
      ...['ECRRepositoryName', 'ImageTag', 'CriticalThreshold', 'HighThreshold', 'MediumThreshold', 'LowThreshold'].map(
        optional,
      ),
    ],
  }),
]
