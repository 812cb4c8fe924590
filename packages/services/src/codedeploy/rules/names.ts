import type { ServiceError } from '@towpath/base'
import {
  applicationNameRequired,
  deploymentConfigNameRequired,
  deploymentGroupNameRequired,
  instanceNameRequired,
  invalidApplicationName,
  invalidDeploymentConfigName,
  invalidDeploymentGroupName,
  invalidInstanceName,
} from '../errors.ts'

const NAME = /^[A-Za-z0-9._+=,@-]{1,100}$/

/** The checked name of an application. */
export const checkApplicationName = (name: string | undefined) =>
  check(name, isName, applicationNameRequired, invalidApplicationName)

export const checkDeploymentGroupName = (name: string | undefined) =>
  check(name, isName, deploymentGroupNameRequired, invalidDeploymentGroupName)

export const checkDeploymentConfigName = (name: string | undefined) =>
  check(name, isName, deploymentConfigNameRequired, invalidDeploymentConfigName)

/** The checked name of an on-premises instance: the `i-` of EC2's is not theirs to use (documented). */
export const checkInstanceName = (name: string | undefined) =>
  check(name, isInstanceName, instanceNameRequired, invalidInstanceName)

/** Whether an application, group or config may be called so. */
export const isName = (text: string) => NAME.test(text)

export const isInstanceName = (text: string) => isName(text) && !text.startsWith('i-')

function check(
  name: string | undefined,
  isValid: (text: string) => boolean,
  required: () => ServiceError,
  invalid: (name: string) => ServiceError,
): string {
  if (name === undefined || name === null) throw required()
  if (!isValid(name)) throw invalid(name)
  return name
}
