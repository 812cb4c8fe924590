import type { EnvironmentPlatform } from '@aws-sdk/client-codebuild'

const image = (name: string, description: string) => ({ name, description, versions: [name] })

/** The curated images that are known here, each of which carries the runtimes of all languages. */
export const CURATED_PLATFORMS: EnvironmentPlatform[] = [
  {
    platform: 'AMAZON_LINUX',
    languages: [
      {
        language: 'BASE',
        images: [
          image('aws/codebuild/amazonlinux-x86_64-standard:4.0', 'Amazon Linux 2 on x86-64'),
          image('aws/codebuild/amazonlinux-x86_64-standard:5.0', 'Amazon Linux 2023 on x86-64'),
          image('aws/codebuild/amazonlinux-aarch64-standard:3.0', 'Amazon Linux 2023 on ARM'),
        ],
      },
    ],
  },
  {
    platform: 'UBUNTU',
    languages: [
      {
        language: 'BASE',
        images: [
          image('aws/codebuild/standard:6.0', 'Ubuntu 22.04 on x86-64'),
          image('aws/codebuild/standard:7.0', 'Ubuntu 22.04 on x86-64, with newer runtimes'),
        ],
      },
    ],
  },
]

const CURATED = /^aws\/codebuild\/([a-z0-9_-]+:[\w.-]+)$/

export const isCurated = (image: string): boolean => CURATED.test(image)

/** Where an image is pulled from: curated names stand for a public registry (observed). */
export function pullReference(image: string): string {
  const [, name] = CURATED.exec(image) ?? []
  return name === undefined ? image : `public.ecr.aws/codebuild/${name}`
}
