import type { DeploymentStyle, LoadBalancerInfo } from '@aws-sdk/client-codedeploy'
import { invalidLoadBalancerInfo, invalidTargetGroupPair } from '../errors.ts'
import { QUOTAS } from './quotas.ts'

/** Checks names and numbers; whether there is such a balancer shows when a deployment uses it. */
export function checkLoadBalancerInfo(info: LoadBalancerInfo): LoadBalancerInfo {
  const { elbInfoList = [], targetGroupInfoList = [], targetGroupPairInfoList = [] } = info
  if (elbInfoList.length > QUOTAS.loadBalancersPerGroup) {
    throw invalidLoadBalancerInfo(`elbInfoList takes at most ${QUOTAS.loadBalancersPerGroup} load balancers.`)
  }
  if (targetGroupInfoList.length > QUOTAS.targetGroupsPerGroup) {
    throw invalidLoadBalancerInfo(`targetGroupInfoList takes at most ${QUOTAS.targetGroupsPerGroup} target groups.`)
  }
  if (elbInfoList.some(({ name }) => !name))
    throw invalidLoadBalancerInfo('A load balancer in elbInfoList has no name.')
  if (targetGroupInfoList.some(({ name }) => !name)) {
    throw invalidLoadBalancerInfo('A target group in targetGroupInfoList has no name.')
  }
  if (targetGroupPairInfoList.length > QUOTAS.targetGroupPairsPerGroup) {
    throw invalidTargetGroupPair(`targetGroupPairInfoList takes at most ${QUOTAS.targetGroupPairsPerGroup} pair.`)
  }
  for (const { targetGroups = [], prodTrafficRoute, testTrafficRoute } of targetGroupPairInfoList) {
    const listeners = [...(prodTrafficRoute?.listenerArns ?? []), ...(testTrafficRoute?.listenerArns ?? [])]
    if (targetGroups.length !== 2 || targetGroups.some(({ name }) => !name)) {
      throw invalidTargetGroupPair('A target group pair needs exactly two target groups, each with a name.')
    }
    if (prodTrafficRoute?.listenerArns?.length !== 1 || (testTrafficRoute?.listenerArns?.length ?? 1) !== 1) {
      throw invalidTargetGroupPair('Each traffic route of a target group pair needs exactly one listener ARN.')
    }
    if (listeners.some((arn) => !arn)) throw invalidTargetGroupPair('A listener ARN is empty.')
  }
  return info
}

/** Traffic can be controlled only where there is something that carries it. */
export function checkTrafficControl(style: DeploymentStyle, info: LoadBalancerInfo | undefined): void {
  const given = (info?.elbInfoList?.length ?? 0) + (info?.targetGroupInfoList?.length ?? 0)
  if (style.deploymentOption === 'WITH_TRAFFIC_CONTROL' && given === 0) {
    // AWS's text (observed).
    throw invalidLoadBalancerInfo(
      'The specification for load balancing in the deployment group is invalid. The deploymentOption value is set to WITH_TRAFFIC_CONTROL, but either no load balancer was specified in elbInfoList or no target group was specified in targetGroupInfoList.',
    )
  }
}
