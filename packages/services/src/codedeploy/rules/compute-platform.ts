import type { ComputePlatform } from '@aws-sdk/client-codedeploy'
import { invalidComputePlatform } from '../errors.ts'

/** Refuses what is no compute platform. */
export function checkComputePlatform(platform: string): ComputePlatform {
  if (platform !== 'Server' && platform !== 'Lambda' && platform !== 'ECS') throw invalidComputePlatform(platform)
  return platform
}
