import { repositoryAnswer } from '../answers.ts'
import { type ApiCall, type Endpoint, linkHeader, notFound, pageOf } from '../api.ts'

export const getRepository: Endpoint = {
  method: 'GET',
  path: '',
  needs: 'pull',
  async run(call) {
    return { json: repositoryAnswer(call, await call.repositories.defaultBranch(call.repository.path)) }
  },
}

export const listBranches: Endpoint = {
  method: 'GET',
  path: '/branches',
  needs: 'pull',
  async run(call) {
    const branches = [...(await call.repositories.branches(call.repository.path))]
    const { skip, limit, page } = pageOf(call.query)
    const json = branches.slice(skip, skip + limit).map(([name, sha]) => branch(call, name, sha))
    return { json, headers: linkHeader(call, page, skip + limit < branches.length) }
  },
}

export const getBranch: Endpoint = {
  method: 'GET',
  path: '/branches/*',
  needs: 'pull',
  async run(call) {
    const [name = ''] = call.parts
    const sha = (await call.repositories.branches(call.repository.path)).get(name)
    if (sha === undefined) throw notFound('Branch not found')
    return { json: branch(call, name, sha) }
  },
}

function branch({ url }: ApiCall, name: string, sha: string) {
  return { name, commit: { sha, url: `${url}/commits/${sha}` }, protected: false }
}

export const getRef: Endpoint = {
  method: 'GET',
  path: '/git/ref/*',
  needs: 'pull',
  async run({ repositories, repository, parts: [name = ''], url }) {
    const known = /^(heads|tags)\//.test(name)
    const sha = known ? await repositories.resolve(repository.path, `refs/${name}`) : undefined
    if (sha === undefined) throw notFound()
    const object = { type: 'commit', sha, url: `${url}/git/commits/${sha}` }
    return { json: { ref: `refs/${name}`, url: `${url}/git/refs/${name}`, object } }
  },
}
