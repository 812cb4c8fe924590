import { builtIn, key, optional, required } from './action-type.ts'

const DAY = 24 * 60

const images = [1, 2, 3, 4].flatMap((n) => [optional(`Image${n}ArtifactName`), optional(`Image${n}ContainerName`)])

export const DEPLOY_TYPES = [
  builtIn('Deploy', 'CodeDeploy', {
    inputs: 1,
    timeoutInMinutes: 5 * DAY,
    properties: [key('ApplicationName'), key('DeploymentGroupName')],
  }),
  builtIn('Deploy', 'CodeDeployToECS', {
    inputs: [1, 5],
    timeoutInMinutes: 5 * DAY,
    properties: [
      key('ApplicationName'),
      key('DeploymentGroupName'),
      required('TaskDefinitionTemplateArtifact'),
      required('AppSpecTemplateArtifact'),
      optional('TaskDefinitionTemplatePath'),
      optional('AppSpecTemplatePath'),
      ...images,
    ],
  }),
  builtIn('Deploy', 'ECS', {
    inputs: 1,
    properties: [key('ClusterName'), key('ServiceName'), optional('FileName'), optional('DeploymentTimeout')],
  }),
  builtIn('Deploy', 'EC2', {
    inputs: 1,
    onlyV2: true,
    properties: [
      required('InstanceTagKey'),
      required('InstanceType'),
      ...[
        'InstanceTagValue',
        'DeploySpec',
        'TargetDirectory',
        'PreScript',
        'PostScript',
        'MaxBatch',
        'MaxError',
        'TargetGroupNameList',
      ].map(optional),
    ],
  }),
  builtIn('Deploy', 'S3', {
    inputs: 1,
    timeoutInMinutes: 90,
    properties: [
      key('BucketName'),
      required('Extract'),
      ...['ObjectKey', 'KMSEncryptionKeyARN', 'CannedACL', 'CacheControl'].map(optional),
    ],
  }),
  builtIn('Deploy', 'CloudFormation', {
    inputs: [0, 10],
    outputs: [0, 1],
    timeoutInMinutes: 3 * DAY,
    properties: [
      key('ActionMode'),
      key('StackName'),
      ...[
        'Capabilities',
        'ChangeSetName',
        'OutputFileName',
        'ParameterOverrides',
        'RoleArn',
        'TemplateConfiguration',
        'TemplatePath',
      ].map(optional),
    ],
  }),
  builtIn('Deploy', 'EKS', {
    inputs: 1,
    onlyV2: true,
    properties: [
      key('ClusterName'),
      ...[
        'HelmReleaseName',
        'HelmChartLocation',
        'HelmValuesFiles',
        'ManifestFiles',
        'Namespace',
        'Subnets',
        'SecurityGroupIds',
        'EnvironmentVariables',
      ].map(optional),
    ],
  }),
  builtIn('Deploy', 'ElasticBeanstalk', { inputs: 1, properties: [key('ApplicationName'), key('EnvironmentName')] }),
  builtIn('Deploy', 'AppConfig', {
    inputs: 1,
    properties: [
      key('Application'),
      key('Environment'),
      key('ConfigurationProfile'),
      required('InputArtifactConfigurationPath'),
      required('DeploymentStrategy'),
    ],
  }),
]
