import { expect, test } from 'vitest'
import { agentArguments, agentConfiguration, environmentFile, OFFICIAL_PLACES } from './agent-settings.ts'

test('the configuration file has the official keys, pointed at the control plane', () => {
  const text = agentConfiguration(
    { command: [], configuration: { wait_between_runs: 5 }, signerCa: 'PEM' },
    OFFICIAL_PLACES,
    'http://10.0.0.1:4600',
  )

  expect(text).toContain(':root_dir: "/opt/codedeploy-agent/deployment-root"\n')
  expect(text).toContain(':log_dir: "/var/log/aws/codedeploy-agent/"\n')
  expect(text).toContain(':pid_dir: "/opt/codedeploy-agent/state/.pid/"\n')
  expect(text).toContain(':wait_between_runs: 5\n')
  expect(text).toContain(':deployment_signer_ca_file: "/etc/codedeploy-agent/conf/deployment-signer-ca.pem"\n')
  expect(text).toContain(
    '\n:deploy_control_endpoint: http://10.0.0.1:4600\n:s3_endpoint_override: http://10.0.0.1:4600\n',
  )
})

test('the command is told where the configuration file lies', () => {
  expect(agentArguments({ command: ['agent', '--config-file', '{config}'] }, OFFICIAL_PLACES)).toBe(
    'agent\n--config-file\n/etc/codedeploy-agent/conf/codedeployagent.yml\n',
  )
})

test('a command that would break into two arguments is refused', () => {
  expect(() => agentArguments({ command: ['a\nb'] }, OFFICIAL_PLACES)).toThrow('line breaks')
})

test('a value cannot smuggle in further variables', () => {
  expect(environmentFile({ A: '1', B: 'x\nC=2' })).toBe('A=1\n')
})
