import { ServiceError } from '@towpath/base'

export const oneTargetNeeded = () =>
  new ServiceError(
    'ValidationException',
    'Either tokenName or connectionArn must be given: the token is kept for one of them',
  )
export const applicationNeedsName = () =>
  new ServiceError('ValidationException', 'applicationName goes with tokenName, not with connectionArn')
export const noConnections = () =>
  new ServiceError('UnsupportedOperationException', 'This control plane serves no connections')
